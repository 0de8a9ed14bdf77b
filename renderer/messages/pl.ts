import type { Messages } from './messages.ts'
import { pluralsOf } from './plural.ts'

const plural = pluralsOf<'one' | 'few' | 'many'>('pl')

export const pl = {
  language: 'pl',
  direction: 'ltr',

  starting: { headline: 'Uruchamianie', meaning: 'Terminal będzie gotowy za chwilę.' },
  ready: { headline: 'Kończysz? Zarejestruj wyjście', instruction: 'Przyłóż identyfikator do czytnika' },
  heard: { headline: 'Odczytano identyfikator', next: 'Chwileczkę…' },
  savedHere: {
    headline: 'Zapisano tutaj',
    meaning: {
      unknown: 'Shifts jeszcze nie potwierdza. Wyśle się automatycznie.',
      offline: 'Brak połączenia. Wyśle się, gdy wróci.',
      'signed-out': 'Dział IT musi naprawić logowanie. Potem wyśle się automatycznie.',
    },
    next: 'Można odejść.',
  },
  confirmed: {
    headline: 'Zarejestrowano wyjście',
    meaning: 'Potwierdzone przez Shifts.',
    worked: ({ duration }) => `Czas pracy: ${duration}`,
    breaks: ({ duration }) => `Przerwy: ${duration}`,
    noBreaks: 'Bez przerw',
  },

  slots: {
    title: 'Inne osoby',
    waiting: 'Czekaj',
    saved: 'Zapisano',
    confirmed: 'Wyjście',
    refused: 'Powtórz',
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
    'reader-misconfigured': ({ code }) => ({
      headline: 'Czytnik źle skonfigurowany',
      meaning: 'Nie odczytano identyfikatora: terminal nie rozumie czytnika.',
      next: `Zarejestruj wyjście w Teams. Zgłoś IT: ${code}`,
    }),
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
    'account-disabled': {
      headline: 'Konto wyłączone',
      meaning: 'Twoje konto służbowe jest wyłączone.',
      next: 'Poproś kierownika zmiany o powiadomienie IT.',
    },
    'badge-blocked': {
      headline: 'Identyfikator zablokowany',
      meaning: 'Zgłoszono jego utratę lub wymianę. Wyjście nie zostało zarejestrowane.',
      next: 'Zwróć się do kierownika zmiany.',
    },
    'badge-not-checked': {
      headline: 'Nie sprawdzono identyfikatora',
      meaning: 'Lista personelu nie odpowiedziała. Wyjście nie zostało zarejestrowane.',
      next: 'Spróbuj ponownie lub zarejestruj wyjście w Teams.',
    },
    'badge-left-on-reader': {
      headline: 'Identyfikator na czytniku',
      meaning: 'Jest odczytywany raz za razem.',
      next: 'Zabierz identyfikator z czytnika.',
    },
    'not-clocked-in': {
      headline: 'Brak rejestracji wejścia',
      meaning: 'W Shifts nie ma Twojej otwartej karty czasu.',
      next: 'Zaczynasz? Zarejestruj wejście w Teams. Kończysz? Zgłoś się do kierownika.',
    },
    'no-time-card': ({ code }) => ({
      headline: 'Brak karty czasu',
      meaning: 'Shifts nie ma żadnej Twojej karty w tym zespole.',
      next: `Nowa osoba? Zarejestruj wejście w Teams. Inaczej kod dla IT: ${code}`,
    }),
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
    'kiosk-refused': ({ code }) => ({
      headline: 'Potrzebny dział IT',
      meaning: 'Dział IT musi naprawić ten terminal. Rejestracja jest zachowana.',
      next: `Zarejestruj wyjście w Teams. Kod dla IT: ${code}`,
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
      'no-such-reader': {
        headline: 'Brak wskazanego czytnika',
        meaning: 'Czytniki mają tu inne nazwy niż w konfiguracji.',
        next: 'Podłącz wskazany czytnik albo popraw reader.name.',
      },
      'stopped-without-reader': {
        headline: 'Czytnik nie jest podłączony',
        meaning: 'Windows zatrzymuje usługę kart inteligentnych, gdy nie ma czytnika.',
        next: 'Podłącz czytnik. Jeśli jest podłączony, uruchom usługę.',
      },
      'no-access': {
        headline: 'Odmowa dostępu do czytnika',
        meaning: 'Terminal nie może używać usługi kart inteligentnych.',
        next: 'Zezwól na to kontu terminala (Linux: reguła polkit).',
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

  practice: {
    title: 'Próba: niczego nie wysłano',
    waiting: {
      meaning: 'Następny identyfikator nikomu nie zarejestruje wyjścia.',
      next: 'Przyłóż jeden identyfikator do czytnika.',
    },
    nextIsReal: 'Następny identyfikator zadziała naprawdę.',
    end: 'Zakończ próbę',
    numbers: 'Numer tego identyfikatora:',
    listed: 'na liście personelu',
    outcomes: {
      'would-clock-out': ({ clockedInAt, isOnBreak }) => ({
        headline: 'Wyjście byłoby zarejestrowane',
        meaning: isOnBreak
          ? `Karta czasu otwarta od: ${clockedInAt}, teraz przerwa.`
          : `Karta czasu otwarta od: ${clockedInAt}.`,
        next: 'Ten identyfikator jest gotowy do użycia.',
      }),
      'already-clocked-out': ({ clockedOutAt }) => ({
        headline: 'Karta już zakończona',
        meaning: `Według Shifts zakończono ją: ${clockedOutAt}.`,
        next: 'Zarejestruj wejście w Teams i powtórz próbę.',
      }),
      'open-too-long': ({ clockedInAt }) => ({
        headline: 'Karta zbyt stara',
        meaning: `Otwarta od: ${clockedInAt}. To dłużej niż shifts.maxOpenHours.`,
        next: 'Wpisz jej koniec w Teams i powtórz próbę.',
      }),
      'not-clocked-in': {
        headline: 'Brak otwartej karty',
        meaning: 'Shifts nie pokazuje żadnej karty tej osoby w tym zespole.',
        next: 'Zarejestruj wejście w Teams i powtórz próbę.',
      },
      'unknown-badge': {
        headline: 'Identyfikatora brak na liście',
        meaning: 'Żaden wiersz listy personelu go nie zawiera.',
        next: 'Dopisz go lub sprawdź directory.badgeNumberFormat.',
      },
      'ambiguous-badge': {
        headline: 'Identyfikator kilku osób',
        meaning: 'Kilka osób na liście personelu ma ten identyfikator.',
        next: 'Popraw listę personelu. Dziennik podaje wiersze.',
      },
      'no-roster': {
        headline: 'Nieczytelna lista personelu',
        meaning: 'Nie można wyszukać żadnego identyfikatora.',
        next: 'Sprawdź directory.path i plik. Dziennik podaje przyczynę.',
      },
      'reader-misconfigured': {
        headline: 'Złe ustawienie czytnika',
        meaning: 'Nie odczytano identyfikatora: terminal nie rozumie czytnika.',
        next: 'W dzienniku reader.unreadable wskazuje właściwe ustawienie.',
      },
      'cannot-save': {
        headline: 'Zapis niemożliwy',
        meaning: 'Terminal nie może zapisywać i nie przyjmuje rejestracji.',
        next: 'Zwolnij miejsce i sprawdź uprawnienia do folderu danych.',
      },
      'time-clock-off': {
        headline: 'Zegar czasu wyłączony',
        meaning: 'W Shifts wyłączono grafik lub zegar czasu tego zespołu.',
        next: 'Włącz go w ustawieniach Shifts.',
      },
      forbidden: {
        headline: 'Brak uprawnienia',
        meaning: 'Microsoft Graph nie pozwala aplikacji odczytać tego zespołu.',
        next: 'Nadaj Schedule.ReadWrite.All ze zgodą administratora w Entra.',
      },
      'read-only': {
        headline: 'Uprawnienie tylko do odczytu',
        meaning: 'Aplikacja może czytać karty czasu, ale nie może ich kończyć.',
        next: 'Nadaj Schedule.ReadWrite.All ze zgodą administratora w Entra.',
      },
      'team-not-found': {
        headline: 'Nie znaleziono zespołu',
        meaning: 'Microsoft Graph nie pokazuje grafiku tego zespołu.',
        next: 'Sprawdź shifts.teamId i czy zespół używa Shifts.',
      },
      'sign-in-refused': {
        headline: 'Odmowa logowania',
        meaning: 'Microsoft nie przyjmuje logowania tego terminala.',
        next: 'Sprawdź identyfikatory, certyfikat i zegar. Dziennik podaje przyczynę.',
      },
      unreachable: {
        headline: 'Microsoft nieosiągalny',
        meaning: 'Brak użytecznej odpowiedzi z Entra lub Microsoft Graph.',
        next: 'Sprawdź sieć, proxy i zaporę. Prawdziwe rejestracje są zachowywane tutaj.',
      },
      throttled: {
        headline: 'Microsoft prosi zaczekać',
        meaning: 'Było zbyt wiele żądań.',
        next: 'Powtórz próbę za minutę.',
      },
      unclear: {
        headline: 'Nieoczekiwana odpowiedź',
        meaning: 'Odpowiedź Microsoft Graph jest nieprzydatna.',
        next: 'Diagnostyka podaje ją wśród ostatnich błędów.',
      },
    },
  },

  enrollment: {
    title: 'Dodawanie: bez rejestracji wyjścia',
    hold: { headline: 'Przyłóż nowy identyfikator', next: 'Potem wybierz, czyj jest.' },
    clockOut: 'Rejestrujesz wyjście? Zamknij ten ekran i przyłóż identyfikator.',
    nextBadge: 'Przyłóż następny nowy identyfikator.',
    done: {
      added: { headline: 'Dodano identyfikator', meaning: 'Działa od teraz.' },
      replaced: { headline: 'Wymieniono identyfikator', meaning: 'Nowy działa, stary jest zablokowany.' },
      'already-added': { headline: 'Już był dodany', meaning: 'Ta osoba miała już ten identyfikator.' },
      blocked: (count, written) =>
        plural(count, {
          one: `Zablokowano ${written} identyfikator`,
          few: `Zablokowano ${written} identyfikatory`,
          many: `Zablokowano ${written} identyfikatorów`,
          other: `Zablokowano ${written} identyfikatora`,
        }),
      partial: 'Ta osoba ma więcej identyfikatorów. Musi je zablokować IT.',
    },
    problems: {
      'reader-misconfigured': {
        headline: 'Czytnik wymaga pomocy IT',
        meaning: 'Terminal nie rozumie, co wysyła czytnik.',
        next: 'Zgłoś IT. Dziennik podaje ustawienie.',
      },
      'ambiguous-badge': {
        headline: 'Należy do kilku osób',
        meaning: 'Lista personelu ma ten identyfikator kilka razy.',
        next: 'Poproś IT o poprawienie listy.',
      },
      'not-checked': {
        headline: 'Nie można sprawdzić',
        meaning: 'Microsoft nie odpowiedział, czyj to identyfikator.',
        next: 'Przyłóż go jeszcze raz.',
      },
      'account-disabled': {
        headline: 'Konto służbowe wyłączone',
        meaning: 'Ta osoba nie może rejestrować wyjścia identyfikatorem.',
        next: 'Poproś IT o włączenie konta.',
      },
      'no-badge': {
        headline: 'Nie ma czego zablokować',
        meaning: 'Terminal nie zna żadnego identyfikatora tej osoby.',
        next: 'Wybierz inną osobę lub zapytaj IT.',
      },
      'not-saved': {
        headline: 'Niczego nie zapisano',
        meaning: 'Terminal nie mógł zapisać zmiany.',
        next: 'Spróbuj ponownie. Jeśli znów się nie uda, zgłoś IT.',
      },
    },
    pick: {
      add: 'Czyj to identyfikator?',
      block: 'Kto zgubił identyfikator?',
      instruction: 'Pierwsze litery nazwiska, imienia lub numer pracownika',
      nobody: 'Nikogo nie znaleziono',
      more: (_count, written) => `i jeszcze ${written}`,
      reading: 'Trwa odczyt dalszych nazwisk…',
      incomplete: 'Może brakować osób: nie odczytano zespołów.',
      disabled: 'konto wyłączone',
    },
    questions: {
      taken: {
        headline: 'Zablokować ten identyfikator?',
        meaning: 'Ma go już ta osoba. Nikomu nie zarejestrowano wyjścia.',
        yes: 'Zablokuj identyfikator',
      },
      replace: {
        headline: 'Wymienić stary identyfikator?',
        meaning: 'Stary zostanie zablokowany, nowy będzie działać.',
        yes: 'Wymień',
      },
      block: {
        headline: 'Zablokować wszystkie identyfikatory?',
        meaning: (count, written) =>
          plural(count, {
            one: `${written} identyfikator przestanie działać.`,
            few: `${written} identyfikatory przestaną działać.`,
            many: `${written} identyfikatorów przestanie działać.`,
            other: `${written} identyfikatora przestanie działać.`,
          }),
        yes: 'Zablokuj',
      },
    },
    buttons: {
      block: 'Zablokuj zgubiony identyfikator',
      erase: 'Usuń',
      space: 'Spacja',
      back: 'Wstecz',
      close: 'Zamknij',
    },
  },

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
      'no-such-reader': 'Inny czytnik',
      'no-access': 'Odmowa dostępu',
    },
    connection: {
      unknown: 'Jeszcze bez połączenia',
      online: 'Połączono z Shifts',
      offline: 'Offline, wszystko się zapisuje',
      'signed-out': 'Brak logowania, wszystko się zapisuje',
    },
    staffListOf: (day) => `Lista personelu z ${day}`,
    waitingTaps: (count, written) =>
      plural(count, {
        one: `${written} rejestracja do wysłania`,
        few: `${written} rejestracje do wysłania`,
        many: `${written} rejestracji do wysłania`,
        other: `${written} rejestracji do wysłania`,
      }),
  },
} as const satisfies Messages
