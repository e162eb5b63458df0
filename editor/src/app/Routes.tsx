import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Route, Switch } from 'wouter';

const Editor = lazy(() => import('../pages/editor'));
const Flows = lazy(() => import('../pages/flows'));
const Operations = lazy(() => import('../pages/operations'));
const Points = lazy(() => import('../pages/points'));
const Connections = lazy(() => import('../pages/connections'));
const Admin = lazy(() => import('../pages/admin'));

export function Routes() {
  return (
    <Suspense fallback={<Waiting />}>
      <Switch>
        <Route path="/" component={Flows} />
        <Route path="/flows/:id">{({ id }) => <Editor key={id} id={id} />}</Route>
        <Route path="/operations/*?" component={Operations} />
        <Route path="/points" component={Points} />
        <Route path="/connections" component={Connections} />
        <Route path="/admin/*?" component={Admin} />
        <Route component={NotFound} />
      </Switch>
    </Suspense>
  );
}

function Waiting() {
  const { t } = useTranslation('common');
  return (
    <div className="empty" role="status">
      {t('loading')}
    </div>
  );
}

function NotFound() {
  const { t } = useTranslation('common');
  return (
    <div className="empty">
      <h2>{t('notFound.title')}</h2>
      <Link href="/">{t('notFound.back')}</Link>
    </div>
  );
}
