import { useTranslation } from 'react-i18next';
import { Link, Route, Switch, useLocation } from 'wouter';

import { Late, late } from '../components/Late';

const Editor = late(() => import('../pages/editor'));
const Flows = late(() => import('../pages/flows'));
const Operations = late(() => import('../pages/operations'));
const Points = late(() => import('../pages/points'));
const Connections = late(() => import('../pages/connections'));
const Admin = late(() => import('../pages/admin'));

export function Routes() {
  const [location] = useLocation();
  return (
    <Late fallback={<Waiting />} place={location}>
      <Switch>
        <Route path="/" component={Flows} />
        <Route path="/flows/:id">{({ id }) => <Editor key={id} id={id} />}</Route>
        <Route path="/operations/*?" component={Operations} />
        <Route path="/points" component={Points} />
        <Route path="/connections" component={Connections} />
        <Route path="/admin/*?" component={Admin} />
        <Route component={NotFound} />
      </Switch>
    </Late>
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
