import { choose, locale, LOCALES } from "@vado/ui";
import type { ComponentChildren } from "preact";
import "./page.css";

/** The frame of pages that are no screen of a device: the mark, the language, one sheet of paper. */
export function Page(props: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="page">
      <header class="page-head">
        <Mark />
        <span class="page-name">Vado</span>
        <div class="page-languages">
          {LOCALES.map((one) => (
            <button
              key={one}
              type="button"
              class="page-language"
              lang={one}
              aria-pressed={one === locale()}
              onClick={() => void choose(one)}
            >
              {NAMES[one]}
            </button>
          ))}
        </div>
      </header>
      <main class="page-sheet">
        <h1>{props.title}</h1>
        {props.children}
      </main>
    </div>
  );
}

const NAMES = { es: "Español", en: "English" } as const;

/** A ford: two banks and stepping stones. */
function Mark() {
  return (
    <svg class="page-mark" viewBox="0 0 512 512" aria-hidden="true">
      <rect width="512" height="512" rx="112" fill="#0b5563" />
      <path d="M0 112A112 112 0 0 1 112 0h84C168 96 108 168 0 196z" fill="#f3f1ec" />
      <path d="M512 400a112 112 0 0 1-112 112h-84c28-96 88-168 196-196z" fill="#f3f1ec" />
      <g fill="#f0bf5f">
        <ellipse cx="178" cy="182" rx="45" ry="35" transform="rotate(45 178 182)" />
        <ellipse cx="258" cy="252" rx="45" ry="35" transform="rotate(38 258 252)" />
        <ellipse cx="336" cy="330" rx="45" ry="35" transform="rotate(50 336 330)" />
      </g>
    </svg>
  );
}
