import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';

import { LANGUAGES, setLanguage } from '../i18n';
import { Icon } from '../look/Icon';
import { Logo } from '../look/Logo';
import { AlarmBox } from './AlarmBox';
import { useMay } from './session';
import { TOP_SLOT } from './TopSlot';
import { useScheme } from './theme';
import { UnackedCounts } from './UnackedCounts';
import { UserMenu } from './UserMenu';

const PAGES = [
  { path: '/', name: 'flows' },
  { path: '/operations', name: 'operations' },
  { path: '/points', name: 'points' },
  { path: '/connections', name: 'connections' },
  { path: '/admin', name: 'admin' },
] as const;

const SHORT = { en: 'EN', zh: '中' } as const;

export function TopBar() {
  const { t } = useTranslation('common');
  const admin = useMay('admin');
  const [location] = useLocation();
  const isOn = (path: string) =>
    path === '/' ? location === '/' || location.startsWith('/flows') : location.startsWith(path);
  return (
    <header className="top">
      <Link href="/" className="brand" aria-label="Tundish">
        <Logo />
        <span>Tundish</span>
      </Link>
      <nav className="nav" aria-label={t('nav.main')}>
        {PAGES.filter((page) => admin || page.name !== 'admin').map(({ path, name }) => (
          <Link key={path} href={path} aria-current={isOn(path) ? 'page' : undefined}>
            {t(`nav.${name}`)}
            {name === 'operations' && <UnackedCounts />}
          </Link>
        ))}
      </nav>
      <div className="top-slot" id={TOP_SLOT} />
      <AlarmBox />
      <LanguageSwitch />
      <ThemeToggle />
      <UserMenu />
    </header>
  );
}

export function LanguageSwitch() {
  const { t, i18n } = useTranslation('common');
  return (
    <fieldset className="seg sm plain" aria-label={t('language')}>
      {LANGUAGES.map((language) => (
        <button
          key={language}
          type="button"
          aria-label={`${SHORT[language]}: ${t(`languages.${language}`)}`}
          aria-pressed={i18n.language === language}
          onClick={() => setLanguage(language)}
        >
          <span lang={language}>{SHORT[language]}</span>
        </button>
      ))}
    </fieldset>
  );
}

export function ThemeToggle() {
  const { t } = useTranslation('common');
  const { scheme, toggle } = useScheme();
  return (
    <button
      type="button"
      className="btn ghost icon"
      aria-label={scheme === 'dark' ? t('theme.light') : t('theme.dark')}
      title={scheme === 'dark' ? t('theme.light') : t('theme.dark')}
      onClick={toggle}
    >
      <Icon name="theme" />
    </button>
  );
}
