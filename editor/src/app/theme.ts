/** Light and dark. Mantine's colours are the tokens, so that both worlds change together. */

import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, Modal } from '@mantine/core';
import { create } from 'zustand';

export type Scheme = 'light' | 'dark';
const STORED = 'tundish.theme';

const shades = (token: string): MantineColorsTuple =>
  Array.from({ length: 10 }, () => `var(${token})`) as unknown as MantineColorsTuple;

export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  primaryColor: 'accent',
  colors: { accent: shades('--accent'), danger: shades('--p1'), calm: shades('--ink-3') },
  defaultRadius: 'var(--radius-s)',
  respectReducedMotion: true,
  fontSizes: {
    xs: 'var(--text-xs)',
    sm: 'var(--text-s)',
    md: 'var(--text-m)',
    lg: 'var(--text-l)',
    xl: 'var(--text-xl)',
  },
  spacing: {
    xs: 'var(--space-1)',
    sm: 'var(--space-2)',
    md: 'var(--space-3)',
    lg: 'var(--space-4)',
    xl: 'var(--space-6)',
  },
  components: {
    Modal: Modal.extend({
      defaultProps: {
        overlayProps: { color: 'var(--sunken)', backgroundOpacity: 0.72 },
        transitionProps: { duration: 80 },
      },
    }),
  },
  shadows: { sm: 'var(--shadow)', md: 'var(--shadow)', lg: 'var(--shadow)', xl: 'var(--shadow)' },
});

const FROM_TOKENS = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-3)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-error': 'var(--p1)',
  '--mantine-color-white': 'var(--surface)',
};

export const variables: CSSVariablesResolver = () => ({
  variables: { '--mantine-line-height': '20px' },
  light: FROM_TOKENS,
  dark: FROM_TOKENS,
});

function firstScheme(): Scheme {
  const stored = localStorage.getItem(STORED);
  if (stored === 'light' || stored === 'dark') return stored;
  return window.matchMedia?.('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function show(scheme: Scheme): Scheme {
  document.documentElement.dataset['theme'] = scheme;
  return scheme;
}

export const useScheme = create<{ scheme: Scheme; toggle: () => void }>((set) => ({
  scheme: show(firstScheme()),
  toggle: () =>
    set(({ scheme }) => {
      const next = scheme === 'dark' ? 'light' : 'dark';
      localStorage.setItem(STORED, next);
      return { scheme: show(next) };
    }),
}));

/** The nonce that the server put into the page for styles made at run time. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}
