import type { Messages } from './messages.ts'
import { pluralsOf } from './plural.ts'

const plural = pluralsOf<'one' | 'few' | 'many'>('pl')

export const pl = {
  language: 'pl',
  direction: 'ltr',

  starting: { headline: 'Uruchamianie', meaning: 'Terminal będzie gotowy za chwilę.' },
  ready: { instruction: 'Przyłóż identyfikator do czytnika' },
  heard: { headline: 'Odczytano identyfikator', next: 'Chwileczkę…' },
  savedHere: {
    headline: 'Zapisano tutaj',
    meaning: 'Zostanie wysłane do Shifts automatycznie.',
    next: 'Nic więcej nie trzeba robić.',
  },
  confirmed: {
    headline: 'Zarejestrowano wyjście',
    meaning: 'Potwierdzone przez Shifts.',
    worked: ({ duration }) => `Czas pracy: ${duration}`,
    breaks: ({ duration }) => `Przerwy: ${duration}`,
    noBreaks: 'Bez przerw',
  },

  refused: {
    'random-number': {
      headline: 'Nieprawidłowy identyfikator',
      meaning: 'Telefony i niektóre karty podają za każdym razem nowy numer.',
      next: 'Przyłóż do czytnika tylko identyfikator służbowy.',
    },
    'unreadable-badge': {
      headline: 'Nie odczytano identyfikatora',
      meaning: 'Identyfikator zabrano za wcześnie lub nie odpowiedział.',
      next: 'Przytrzymaj go płasko przy czytniku o sekundę dłużej.',
    },
    'several-badges': {
      headline: 'Kilka identyfikatorów naraz',
      meaning: 'Czytnik nie wie, który jest Twój.',
      next: 'Wyjmij swój identyfikator i przyłóż tylko ten jeden.',
    },
    'unknown-badge': {
      headline: 'Nieznany identyfikator',
      meaning: 'Nie ma go na liście personelu tego terminala.',
      next: 'Poproś kierownika zmiany o dopisanie go.',
    },
    'ambiguous-badge': {
      headline: 'Identyfikator się powtarza',
      meaning: 'Jest przypisany do kilku nazwisk. Nikomu nie zarejestrowano wyjścia.',
      next: 'Poproś kierownika zmiany o poprawienie tego.',
    },
    'not-clocked-in': {
      headline: 'Brak rejestracji wejścia',
      meaning: 'W Shifts nie ma Twojej otwartej karty czasu.',
      next: 'Poproś kierownika zmiany o dodanie godzin.',
    },
    'already-clocked-out': ({ clockedOutAt }) => ({
      headline: 'Wyjście już zarejestrowane',
      meaning: `Czas pracy zakończono: ${clockedOutAt}.`,
      next: 'Jeśli to błąd, powiedz o tym kierownikowi zmiany.',
    }),
    'open-too-long': ({ clockedInAt }) => ({
      headline: 'Zmiana wciąż otwarta',
      meaning: `Wejście zarejestrowano: ${clockedInAt}.`,
      next: 'Poproś kierownika zmiany o wpisanie godziny zakończenia.',
    }),
    'not-recorded': ({ code }) => ({
      headline: 'Nie udało się zapisać',
      meaning: 'Terminal nie mógł zanotować wyjścia.',
      next: `Zarejestruj wyjście w Teams. Kod dla kierownika: ${code}`,
    }),
    parked: ({ code }) => ({
      headline: 'Odrzucone przez Shifts',
      meaning: 'Rejestracja jest zachowana tutaj. Zająć się nią musi kierownik.',
      next: `Podaj kierownikowi zmiany ten kod: ${code}`,
    }),
  },

  outOfService: {
    reader: {
      starting: {
        headline: 'Czytnik się uruchamia',
        meaning: 'Czytnik identyfikatorów nie jest jeszcze gotowy.',
        next: 'Ruszy samoczynnie. Jeśli nie, uruchom terminal ponownie.',
      },
      'service-stopped': {
        headline: 'Usługa czytnika zatrzymana',
        meaning: 'Usługa kart inteligentnych tego komputera nie działa.',
        next: 'Uruchom usługę kart inteligentnych. Terminal ruszy samoczynnie.',
      },
      'software-missing': {
        headline: 'Brak oprogramowania czytnika',
        meaning: 'Terminal zainstalowano bez oprogramowania jego czytnika.',
        next: 'Zainstaluj terminal ponownie z nfc-pcsc albo wybierz inny czytnik.',
      },
      'no-reader': {
        headline: 'Brak czytnika identyfikatorów',
        meaning: 'Do terminala nie jest podłączony żaden czytnik.',
        next: 'Podłącz czytnik. Terminal ruszy samoczynnie.',
      },
      failing: {
        headline: 'Awaria czytnika',
        meaning: 'Czytnik identyfikatorów jest podłączony, ale nie działa.',
        next: 'Odłącz czytnik i podłącz go ponownie.',
      },
    },
    journal: {
      headline: 'Nie można zapisywać',
      meaning: 'Terminal nie może zapisywać na swoim dysku.',
      next: 'Zwolnij miejsce i sprawdź uprawnienia do folderu danych.',
    },
    directory: {
      headline: 'Brak listy personelu',
      meaning: 'Terminal nie może ustalić, czyj jest identyfikator.',
      next: 'Popraw listę personelu. Terminal ruszy samoczynnie.',
    },
    fault: {
      headline: 'Terminal zatrzymany',
      meaning: 'W terminalu wystąpił błąd.',
      next: 'Uruchom terminal ponownie. Dziennik zdarzeń mówi, co się stało.',
    },
  },
  clockOutElsewhere: 'Na razie zarejestruj wyjście w Teams.',
  forIt: 'Dla działu IT',

  setupNeeded: {
    headline: 'Wymagana konfiguracja',
    meaning: 'Terminal nie może działać z tym plikiem konfiguracji.',
    next: 'Po poprawieniu sprawdź plik, uruchamiając terminal z opcją',
    file: 'Plik',
    wholeFile: 'Cały plik',
    place: ({ line, column }) =>
      column === undefined ? `Wiersz ${line}` : `Wiersz ${line}, kolumna ${column}`,
    expected: ({ expected }) => `Oczekiwano: ${expected}`,
    problems: (count, written) =>
      plural(count, {
        one: `${written} problem`,
        few: `${written} problemy`,
        many: `${written} problemów`,
        other: `${written} problemu`,
      }),
  },

  status: {
    reader: {
      starting: 'Czytnik się uruchamia',
      'no-service': 'Czytnik wyłączony',
      'no-reader': 'Brak czytnika',
      ready: 'Czytnik gotowy',
      failing: 'Awaria czytnika',
    },
    connection: {
      unknown: 'Jeszcze bez połączenia',
      online: 'Połączono z Shifts',
      offline: 'Offline, wszystko się zapisuje',
      'signed-out': 'Brak logowania, wszystko się zapisuje',
    },
    waitingTaps: (count, written) =>
      plural(count, {
        one: `${written} rejestracja do wysłania`,
        few: `${written} rejestracje do wysłania`,
        many: `${written} rejestracji do wysłania`,
        other: `${written} rejestracji do wysłania`,
      }),
  },
} as const satisfies Messages
