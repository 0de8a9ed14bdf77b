import type { Messages } from './messages.ts'
import { pluralsOf } from './plural.ts'

const plural = pluralsOf<'one'>('de')

export const de = {
  language: 'de',
  direction: 'ltr',

  starting: { headline: 'Wird gestartet', meaning: 'Dieses Terminal ist gleich bereit.' },
  ready: { instruction: 'Ausweis an das Lesegerät halten' },
  heard: { headline: 'Ausweis gelesen', next: 'Einen Moment …' },
  savedHere: {
    headline: 'Hier gespeichert',
    meaning: 'Wird von selbst an Shifts gesendet.',
    next: 'Sie müssen nichts weiter tun.',
  },
  confirmed: {
    headline: 'Ausgestempelt',
    meaning: 'Von Shifts bestätigt.',
    worked: ({ duration }) => `Gearbeitet: ${duration}`,
    breaks: ({ duration }) => `Pausen: ${duration}`,
    noBreaks: 'Keine Pausen',
  },

  refused: {
    'random-number': {
      headline: 'Kein Firmenausweis',
      meaning: 'Handys und manche Karten senden jedes Mal eine neue Nummer.',
      next: 'Halten Sie nur Ihren Firmenausweis an das Lesegerät.',
    },
    'unreadable-badge': {
      headline: 'Ausweis nicht gelesen',
      meaning: 'Er war zu früh weg oder hat nicht geantwortet.',
      next: 'Halten Sie ihn eine Sekunde länger flach an das Lesegerät.',
    },
    'several-badges': {
      headline: 'Mehrere Ausweise erkannt',
      meaning: 'Das Lesegerät erkennt nicht, welcher Ihrer ist.',
      next: 'Nehmen Sie Ihren Ausweis heraus und halten Sie nur ihn hin.',
    },
    'unknown-badge': {
      headline: 'Ausweis unbekannt',
      meaning: 'Er steht nicht auf der Personalliste dieses Terminals.',
      next: 'Bitten Sie Ihre Schichtleitung, ihn eintragen zu lassen.',
    },
    'ambiguous-badge': {
      headline: 'Ausweis doppelt eingetragen',
      meaning: 'Er gehört zu mehreren Namen. Niemand wurde ausgestempelt.',
      next: 'Bitten Sie Ihre Schichtleitung, das berichtigen zu lassen.',
    },
    'not-clocked-in': {
      headline: 'Nicht eingestempelt',
      meaning: 'In Shifts ist für Sie keine Zeitkarte offen.',
      next: 'Bitten Sie Ihre Schichtleitung, Ihre Stunden einzutragen.',
    },
    'already-clocked-out': ({ clockedOutAt }) => ({
      headline: 'Bereits ausgestempelt',
      meaning: `Ihre Arbeitszeit endete: ${clockedOutAt}.`,
      next: 'Falls das nicht stimmt, sagen Sie es Ihrer Schichtleitung.',
    }),
    'open-too-long': ({ clockedInAt }) => ({
      headline: 'Schicht noch offen',
      meaning: `Sie sind eingestempelt seit: ${clockedInAt}.`,
      next: 'Bitten Sie Ihre Schichtleitung, das Ende einzutragen.',
    }),
    'not-recorded': ({ code }) => ({
      headline: 'Nicht gespeichert',
      meaning: 'Das Terminal konnte den Vorgang nicht speichern.',
      next: `In Teams ausstempeln. Code für die Schichtleitung: ${code}`,
    }),
    parked: ({ code }) => ({
      headline: 'Von Shifts abgelehnt',
      meaning: 'Ihr Vorgang ist hier gespeichert. Die Schichtleitung muss handeln.',
      next: `Nennen Sie Ihrer Schichtleitung diesen Code: ${code}`,
    }),
  },

  outOfService: {
    reader: {
      starting: {
        headline: 'Lesegerät startet',
        meaning: 'Das Lesegerät für Ausweise ist noch nicht bereit.',
        next: 'Es geht von selbst weiter. Sonst das Terminal neu starten.',
      },
      'service-stopped': {
        headline: 'Dienst des Lesegeräts gestoppt',
        meaning: 'Der Smartcard-Dienst dieses Computers läuft nicht.',
        next: 'Smartcard-Dienst starten. Danach geht es von selbst weiter.',
      },
      'software-missing': {
        headline: 'Software des Lesegeräts fehlt',
        meaning: 'Dieses Terminal wurde ohne die Software für sein Lesegerät installiert.',
        next: 'Terminal mit nfc-pcsc neu installieren oder ein anderes Lesegerät wählen.',
      },
      'no-reader': {
        headline: 'Kein Lesegerät',
        meaning: 'An diesem Terminal ist kein Lesegerät angeschlossen.',
        next: 'Lesegerät anschließen. Danach geht es von selbst weiter.',
      },
      failing: {
        headline: 'Lesegerät gestört',
        meaning: 'Das Lesegerät ist angeschlossen, funktioniert aber nicht.',
        next: 'Lesegerät abziehen und wieder anschließen.',
      },
    },
    journal: {
      headline: 'Speichern nicht möglich',
      meaning: 'Dieses Terminal kann nicht auf seine Festplatte schreiben.',
      next: 'Speicherplatz schaffen und die Rechte des Datenordners prüfen.',
    },
    directory: {
      headline: 'Keine Personalliste',
      meaning: 'Dieses Terminal kann Ausweise niemandem zuordnen.',
      next: 'Personalliste in Ordnung bringen. Danach geht es von selbst weiter.',
    },
    fault: {
      headline: 'Terminal angehalten',
      meaning: 'In diesem Terminal ist ein Fehler aufgetreten.',
      next: 'Terminal neu starten. Das Protokoll sagt, was geschehen ist.',
    },
  },
  clockOutElsewhere: 'Bitte stempeln Sie solange in Teams aus.',
  forIt: 'Für die IT',

  setupNeeded: {
    headline: 'Einrichtung erforderlich',
    meaning: 'Dieses Terminal kann mit seiner Konfigurationsdatei nicht starten.',
    next: 'Nach der Korrektur prüfen; dazu das Terminal starten mit',
    file: 'Datei',
    wholeFile: 'Ganze Datei',
    place: ({ line, column }) => (column === undefined ? `Zeile ${line}` : `Zeile ${line}, Spalte ${column}`),
    expected: ({ expected }) => `Erwartet: ${expected}`,
    problems: (count, written) => plural(count, { one: `${written} Problem`, other: `${written} Probleme` }),
  },

  status: {
    reader: {
      starting: 'Lesegerät startet',
      'no-service': 'Lesegerät aus',
      'no-reader': 'Kein Lesegerät',
      ready: 'Lesegerät bereit',
      failing: 'Lesegerät gestört',
    },
    connection: {
      unknown: 'Noch nicht verbunden',
      online: 'Mit Shifts verbunden',
      offline: 'Offline, alles bleibt gespeichert',
      'signed-out': 'Keine Anmeldung, alles bleibt gespeichert',
    },
    waitingTaps: (count, written) =>
      plural(count, { one: `${written} Vorgang zu senden`, other: `${written} Vorgänge zu senden` }),
  },
} as const satisfies Messages
