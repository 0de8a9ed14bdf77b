import type { Messages } from './messages.ts'
import { pluralsOf } from './plural.ts'

const plural = pluralsOf<'one'>('de')

export const de = {
  language: 'de',
  direction: 'ltr',

  starting: { headline: 'Wird gestartet', meaning: 'Dieses Terminal ist gleich bereit.' },
  ready: { headline: 'Feierabend? Hier ausstempeln', instruction: 'Ausweis an das Lesegerät halten' },
  heard: { headline: 'Ausweis gelesen', next: 'Einen Moment …' },
  savedHere: {
    headline: 'Hier gespeichert',
    meaning: {
      unknown: 'Shifts hat noch nicht bestätigt. Wird von selbst gesendet.',
      offline: 'Keine Verbindung. Wird gesendet, sobald es eine gibt.',
      'signed-out': 'Die IT muss die Anmeldung richten. Wird danach gesendet.',
    },
    next: 'Sie können gehen.',
  },
  confirmed: {
    headline: 'Ausgestempelt',
    meaning: 'Von Shifts bestätigt.',
    worked: ({ duration }) => `Gearbeitet: ${duration}`,
    breaks: ({ duration }) => `Pausen: ${duration}`,
    noBreaks: 'Keine Pausen',
  },

  slots: {
    title: 'Andere Personen',
    waiting: 'Warten',
    saved: 'Gespeichert',
    confirmed: 'Erledigt',
    refused: 'Noch einmal',
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
    'reader-misconfigured': ({ code }) => ({
      headline: 'Lesegerät braucht die IT',
      meaning: 'Ausweis nicht gelesen: Das Terminal versteht das Lesegerät nicht.',
      next: `In Teams ausstempeln. Der IT melden: ${code}`,
    }),
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
    'account-disabled': {
      headline: 'Konto gesperrt',
      meaning: 'Ihr Arbeitskonto ist deaktiviert.',
      next: 'Bitten Sie Ihre Schichtleitung, die IT zu informieren.',
    },
    'badge-blocked': {
      headline: 'Ausweis gesperrt',
      meaning: 'Er wurde als verloren gemeldet oder ersetzt. Sie sind nicht ausgestempelt.',
      next: 'Wenden Sie sich an Ihre Schichtleitung.',
    },
    'badge-not-checked': {
      headline: 'Ausweis nicht geprüft',
      meaning: 'Die Personalliste war nicht erreichbar. Sie sind nicht ausgestempelt.',
      next: 'Noch einmal versuchen oder in Teams ausstempeln.',
    },
    'badge-left-on-reader': {
      headline: 'Ausweis liegt noch da',
      meaning: 'Er wird immer wieder gelesen.',
      next: 'Nehmen Sie Ihren Ausweis vom Lesegerät.',
    },
    'not-clocked-in': {
      headline: 'Nicht eingestempelt',
      meaning: 'In Shifts ist für Sie keine Zeitkarte offen.',
      next: 'Beginn? In Teams einstempeln. Feierabend? Zur Schichtleitung.',
    },
    'no-time-card': ({ code }) => ({
      headline: 'Keine Zeitkarte',
      meaning: 'In Shifts gibt es in diesem Team keine von Ihnen.',
      next: `Neu hier? In Teams einstempeln. Sonst Code für die IT: ${code}`,
    }),
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
    'kiosk-refused': ({ code }) => ({
      headline: 'Terminal braucht die IT',
      meaning: 'Die IT muss dieses Terminal richten. Ihr Vorgang ist hier gespeichert.',
      next: `In Teams ausstempeln. Code für die IT: ${code}`,
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
      'no-such-reader': {
        headline: 'Genanntes Lesegerät fehlt',
        meaning: 'Die Lesegeräte hier heißen anders als in der Konfiguration.',
        next: 'Das genannte Lesegerät anschließen oder reader.name berichtigen.',
      },
      'stopped-without-reader': {
        headline: 'Lesegerät nicht angeschlossen',
        meaning: 'Windows beendet den Smartcard-Dienst ohne Lesegerät.',
        next: 'Lesegerät anschließen. Ist es angeschlossen: Dienst starten.',
      },
      'no-access': {
        headline: 'Kein Zugriff auf Lesegerät',
        meaning: 'Dieses Terminal darf den Smartcard-Dienst nicht benutzen.',
        next: 'Dem Konto des Terminals den Dienst erlauben (Linux: polkit-Regel).',
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

  practice: {
    title: 'Probe: nichts wird gesendet',
    waiting: {
      meaning: 'Der nächste Ausweis stempelt niemanden aus.',
      next: 'Einen Ausweis an das Lesegerät halten.',
    },
    nextIsReal: 'Der nächste Ausweis stempelt wirklich.',
    end: 'Probe beenden',
    numbers: 'Nummer dieses Ausweises:',
    listed: 'in der Personalliste',
    outcomes: {
      'would-clock-out': ({ clockedInAt, isOnBreak }) => ({
        headline: 'Würde ausgestempelt',
        meaning: isOnBreak
          ? `Zeitkarte offen seit: ${clockedInAt}, derzeit in der Pause.`
          : `Zeitkarte offen seit: ${clockedInAt}.`,
        next: 'Dieser Ausweis ist bereit zum Stempeln.',
      }),
      'already-clocked-out': ({ clockedOutAt }) => ({
        headline: 'Zeitkarte bereits beendet',
        meaning: `Laut Shifts endete sie: ${clockedOutAt}.`,
        next: 'In Teams einstempeln, dann noch einmal proben.',
      }),
      'open-too-long': ({ clockedInAt }) => ({
        headline: 'Zeitkarte zu alt',
        meaning: `Offen seit: ${clockedInAt}. Das ist länger als shifts.maxOpenHours.`,
        next: 'Das Ende in Teams eintragen, dann noch einmal proben.',
      }),
      'not-clocked-in': {
        headline: 'Keine offene Zeitkarte',
        meaning: 'Shifts zeigt keine für diese Person in diesem Team.',
        next: 'In Teams einstempeln, dann noch einmal proben.',
      },
      'unknown-badge': {
        headline: 'Ausweis nicht eingetragen',
        meaning: 'Dieser Ausweis steht in keiner Zeile der Personalliste.',
        next: 'Eintragen oder directory.badgeNumberFormat prüfen.',
      },
      'ambiguous-badge': {
        headline: 'Ausweis mehrfach vergeben',
        meaning: 'Mehrere Personen der Personalliste haben diesen Ausweis.',
        next: 'Personalliste berichtigen. Das Protokoll nennt die Zeilen.',
      },
      'no-roster': {
        headline: 'Personalliste nicht lesbar',
        meaning: 'Kein Ausweis kann nachgeschlagen werden.',
        next: 'directory.path und die Datei prüfen. Das Protokoll nennt den Grund.',
      },
      'reader-misconfigured': {
        headline: 'Lesegerät falsch eingestellt',
        meaning: 'Ausweis nicht gelesen: Das Terminal versteht das Lesegerät nicht.',
        next: 'Im Protokoll nennt reader.unreadable die passende Einstellung.',
      },
      'cannot-save': {
        headline: 'Kein Speichern möglich',
        meaning: 'Das Terminal kann nichts speichern und nimmt kein Stempeln an.',
        next: 'Speicherplatz schaffen und die Rechte des Datenordners prüfen.',
      },
      'time-clock-off': {
        headline: 'Zeiterfassung ist aus',
        meaning: 'In Shifts ist der Plan oder die Zeiterfassung des Teams aus.',
        next: 'In den Einstellungen von Shifts einschalten.',
      },
      forbidden: {
        headline: 'Berechtigung fehlt',
        meaning: 'Microsoft Graph lässt diese App das Team nicht lesen.',
        next: 'Schedule.ReadWrite.All mit Administratorzustimmung in Entra erteilen.',
      },
      'read-only': {
        headline: 'Nur Leseberechtigung',
        meaning: 'Die App darf Zeitkarten lesen, aber nicht beenden.',
        next: 'Schedule.ReadWrite.All mit Administratorzustimmung in Entra erteilen.',
      },
      'team-not-found': {
        headline: 'Team nicht gefunden',
        meaning: 'Microsoft Graph zeigt für dieses Team keinen Plan.',
        next: 'shifts.teamId prüfen, und ob das Team Shifts verwendet.',
      },
      'sign-in-refused': {
        headline: 'Anmeldung abgelehnt',
        meaning: 'Microsoft nimmt die Anmeldung dieses Terminals nicht an.',
        next: 'IDs, Zertifikat und Uhr prüfen. Das Protokoll nennt den Grund.',
      },
      unreachable: {
        headline: 'Microsoft nicht erreichbar',
        meaning: 'Keine brauchbare Antwort von Entra oder Microsoft Graph.',
        next: 'Netz, Proxy und Firewall prüfen. Echtes Stempeln wird hier gespeichert.',
      },
      throttled: {
        headline: 'Microsoft bittet zu warten',
        meaning: 'Es gab zu viele Anfragen.',
        next: 'In einer Minute noch einmal proben.',
      },
      unclear: {
        headline: 'Unerwartete Antwort',
        meaning: 'Mit der Antwort von Microsoft Graph ist nichts anzufangen.',
        next: 'Die Diagnose nennt sie unter den letzten Fehlern.',
      },
    },
  },

  enrollment: {
    title: 'Ausweise eintragen: kein Ausstempeln',
    hold: { headline: 'Neuen Ausweis hinhalten', next: 'Danach wählen Sie, wem er gehört.' },
    clockOut: 'Ausstempeln? Erst hier schließen, dann Ausweis hinhalten.',
    nextBadge: 'Den nächsten neuen Ausweis hinhalten.',
    done: {
      added: { headline: 'Ausweis eingetragen', meaning: 'Er gilt ab jetzt.' },
      replaced: { headline: 'Ausweis ersetzt', meaning: 'Der neue gilt ab jetzt, der alte ist gesperrt.' },
      'already-added': {
        headline: 'Schon eingetragen',
        meaning: 'Dieser Ausweis gehört der Person bereits.',
      },
      blocked: (count, written) =>
        plural(count, { one: `${written} Ausweis gesperrt`, other: `${written} Ausweise gesperrt` }),
      partial: 'Die Person hat weitere Ausweise. Die IT muss sie sperren.',
    },
    problems: {
      'reader-misconfigured': {
        headline: 'Lesegerät falsch konfiguriert',
        meaning: 'Das Terminal versteht nicht, was das Lesegerät sendet.',
        next: 'Der IT melden. Das Protokoll nennt die Einstellung.',
      },
      'ambiguous-badge': {
        headline: 'Gehört mehreren Personen',
        meaning: 'Die Personalliste nennt diesen Ausweis mehrfach.',
        next: 'Bitten Sie die IT, die Personalliste zu berichtigen.',
      },
      'not-checked': {
        headline: 'Prüfung nicht möglich',
        meaning: 'Microsoft hat nicht geantwortet, wem der Ausweis gehört.',
        next: 'Halten Sie ihn noch einmal hin.',
      },
      'account-disabled': {
        headline: 'Arbeitskonto gesperrt',
        meaning: 'Diese Person kann nicht mit Ausweis ausstempeln.',
        next: 'Bitten Sie die IT, das Konto zu aktivieren.',
      },
      'no-badge': {
        headline: 'Kein Ausweis zu sperren',
        meaning: 'Dieses Terminal kennt keinen Ausweis dieser Person.',
        next: 'Wählen Sie jemand anderen oder fragen Sie die IT.',
      },
      'not-saved': {
        headline: 'Nichts wurde gespeichert',
        meaning: 'Das Terminal konnte die Änderung nicht schreiben.',
        next: 'Noch einmal versuchen. Sonst der IT melden.',
      },
    },
    pick: {
      add: 'Wem gehört der Ausweis?',
      block: 'Wer verlor einen Ausweis?',
      instruction: 'Anfang des Namens oder Personalnummer',
      nobody: 'Niemand gefunden',
      more: (_count, written) => `und ${written} weitere`,
      reading: 'Weitere Namen werden gelesen…',
      incomplete: 'Es können Namen fehlen: Die Teams waren nicht lesbar.',
      disabled: 'Konto gesperrt',
    },
    questions: {
      taken: {
        headline: 'Diesen Ausweis sperren?',
        meaning: 'Er gehört schon dieser Person. Niemand wurde ausgestempelt.',
        yes: 'Ausweis sperren',
      },
      replace: {
        headline: 'Alten Ausweis ersetzen?',
        meaning: 'Der alte Ausweis wird gesperrt, der neue gilt.',
        yes: 'Ersetzen',
      },
      block: {
        headline: 'Alle Ausweise sperren?',
        meaning: (count, written) =>
          plural(count, {
            one: `${written} Ausweis gilt dann nicht mehr.`,
            other: `${written} Ausweise gelten dann nicht mehr.`,
          }),
        yes: 'Sperren',
      },
    },
    buttons: {
      block: 'Verlorenen Ausweis sperren',
      erase: 'Löschen',
      space: 'Leerzeichen',
      back: 'Zurück',
      close: 'Schließen',
    },
  },

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
      'no-such-reader': 'Anderes Lesegerät',
      'no-access': 'Lesegerät gesperrt',
    },
    connection: {
      unknown: 'Noch nicht verbunden',
      online: 'Mit Shifts verbunden',
      offline: 'Offline, alles bleibt gespeichert',
      'signed-out': 'Keine Anmeldung, alles bleibt gespeichert',
    },
    staffListOf: (day) => `Personalliste vom ${day}`,
    waitingTaps: (count, written) =>
      plural(count, { one: `${written} Vorgang zu senden`, other: `${written} Vorgänge zu senden` }),
  },
} as const satisfies Messages
