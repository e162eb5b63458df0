/**
 * Texts of the editor. One namespace per page: `<page>.en.json` and `<page>.zh.json`, loaded by themselves.
 * Texts of node kinds come with the catalogue: see `kindText`.
 */

import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];
const STORED = 'tundish.language';

const files = import.meta.glob<Record<string, unknown>>('./*.json', { eager: true, import: 'default' });

function resources(): Record<string, Record<string, Record<string, unknown>>> {
  const all: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const [file, texts] of Object.entries(files)) {
    const [namespace, language] = file.slice(2).split('.') as [string, string];
    all[language] = { ...all[language], [namespace]: texts };
  }
  return all;
}

function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'en' || stored === 'zh') return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function setLanguage(language: Language): void {
  localStorage.setItem(STORED, language);
  void i18next.changeLanguage(language);
}

/** Sentences of kinds and connections in Chinese, names of choices in both; set when the catalogue arrives. */
export function addCatalogueTexts(texts: Record<string, Record<string, string>>): void {
  for (const [language, table] of Object.entries(texts)) {
    i18next.addResourceBundle(language, 'catalogue', table, false, true);
  }
}

/** What a choice is called in the current language; undefined where it has no name, as protocols have none. */
export function choiceName(choice: string): string | undefined {
  const table = i18next.getResourceBundle(i18next.language, 'catalogue') as
    | Record<string, string>
    | undefined;
  return table?.[choice];
}

/** The text of a node kind in the current language; English where no translation exists. */
export function kindText(english: string | null | undefined): string {
  if (!english) return '';
  if (i18next.language === 'en') return english;
  const table = i18next.getResourceBundle(i18next.language, 'catalogue') as
    | Record<string, string>
    | undefined;
  return table?.[english] ?? english;
}

void i18next.use(initReactI18next).init({
  resources: resources() as never,
  lng: firstLanguage(),
  fallbackLng: 'en',
  defaultNS: 'common',
  interpolation: { escapeValue: false },
  returnNull: false,
});

function mark(language: string): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}
mark(i18next.language);
i18next.on('languageChanged', mark);

export default i18next;
