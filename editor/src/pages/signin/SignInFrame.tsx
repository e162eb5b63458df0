import type { ReactNode } from 'react';

import { LanguageSwitch, ThemeToggle } from '../../app/TopBar';
import { Logo } from '../../look/Logo';

/** A quiet page around one form; language and theme can be chosen before signing in. */
export function SignInFrame({ children }: { children: ReactNode }) {
  return (
    <div className="signin">
      <header>
        <LanguageSwitch />
        <ThemeToggle />
      </header>
      <main>
        <div className="signin-brand">
          <Logo />
          Tundish
        </div>
        {children}
      </main>
    </div>
  );
}
