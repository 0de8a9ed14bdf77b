import type { Messages } from './messages.ts'
import { pluralsOf } from './plural.ts'

const plural = pluralsOf<'one' | 'many'>('fr')

/** French puts a space that does not break before a colon. */
const colon = '\u00a0:'

export const fr = {
  language: 'fr',
  direction: 'ltr',

  starting: { headline: 'Démarrage', meaning: 'Cette borne sera prête dans un instant.' },
  ready: {
    headline: 'Vous partez\u00a0? Pointez votre départ',
    instruction: 'Présentez votre badge au lecteur',
  },
  heard: { headline: 'Badge lu', next: 'Un instant…' },
  savedHere: {
    headline: 'Conservé ici',
    meaning: {
      unknown: 'Shifts n’a pas encore confirmé. L’envoi sera automatique.',
      offline: 'Pas de connexion. L’envoi se fera dès son retour.',
      'signed-out': 'L’informatique doit rétablir l’accès. L’envoi suivra.',
    },
    next: 'Vous pouvez partir.',
  },
  confirmed: {
    headline: 'Départ pointé',
    meaning: 'Confirmé par Shifts.',
    worked: ({ duration }) => `Temps travaillé${colon} ${duration}`,
    breaks: ({ duration }) => `Pauses${colon} ${duration}`,
    noBreaks: 'Aucune pause',
  },

  slots: {
    title: 'Autres personnes',
    waiting: 'Attendez',
    saved: 'Conservé',
    confirmed: 'Pointé',
    refused: 'Rebadgez',
  },

  refused: {
    'random-number': {
      headline: 'Badge non accepté',
      meaning: 'Les téléphones et certaines cartes changent de numéro à chaque fois.',
      next: 'Présentez uniquement votre badge professionnel au lecteur.',
    },
    'unreadable-badge': {
      headline: 'Badge non lu',
      meaning: 'Il a été retiré trop tôt ou n’a pas répondu.',
      next: 'Posez-le à plat sur le lecteur une seconde de plus.',
    },
    'several-badges': {
      headline: 'Plusieurs badges détectés',
      meaning: 'Le lecteur ne sait pas lequel est le vôtre.',
      next: 'Sortez votre badge et présentez-le seul.',
    },
    'reader-misconfigured': ({ code }) => ({
      headline: 'Lecteur à régler',
      meaning: `Badge non lu${colon} la borne ne comprend pas le lecteur.`,
      next: `Pointez dans Teams. Avertissez l’informatique${colon} ${code}`,
    }),
    'unknown-badge': {
      headline: 'Badge inconnu',
      meaning: 'Il ne figure pas sur la liste du personnel.',
      next: 'Demandez à votre responsable d’équipe de l’ajouter.',
    },
    'ambiguous-badge': {
      headline: 'Badge en double',
      meaning: 'Il correspond à plusieurs noms. Aucun départ n’a été pointé.',
      next: 'Demandez à votre responsable d’équipe de corriger cela.',
    },
    'account-disabled': {
      headline: 'Compte désactivé',
      meaning: 'Votre compte professionnel est désactivé.',
      next: 'Demandez à votre responsable d’équipe de prévenir l’informatique.',
    },
    'badge-blocked': {
      headline: 'Badge bloqué',
      meaning: 'Il a été déclaré perdu ou remplacé. Aucun départ n’a été pointé.',
      next: 'Adressez-vous à votre responsable d’équipe.',
    },
    'badge-not-checked': {
      headline: 'Badge non vérifié',
      meaning: 'La liste du personnel n’a pas répondu. Aucun départ n’a été pointé.',
      next: 'Présentez-le à nouveau ou pointez dans Teams.',
    },
    'badge-left-on-reader': {
      headline: 'Badge resté au lecteur',
      meaning: 'Il est lu encore et encore.',
      next: 'Retirez votre badge du lecteur.',
    },
    'not-clocked-in': {
      headline: 'Arrivée non pointée',
      meaning: 'Aucun pointage en cours à votre nom dans Shifts.',
      next: 'Vous arrivez\u00a0? Pointez dans Teams. Vous partez\u00a0? Voyez votre responsable.',
    },
    'no-time-card': ({ code }) => ({
      headline: 'Aucun pointage trouvé',
      meaning: 'Shifts n’a aucun pointage de vous dans cette équipe.',
      next: `Nouveau\u00a0? Pointez dans Teams. Sinon, code pour l’informatique${colon} ${code}`,
    }),
    'already-clocked-out': ({ clockedOutAt }) => ({
      headline: 'Départ déjà pointé',
      meaning: `Fin de votre pointage${colon} ${clockedOutAt}.`,
      next: 'Si c’est une erreur, prévenez votre responsable d’équipe.',
    }),
    'open-too-long': ({ clockedInAt }) => ({
      headline: 'Pointage resté ouvert',
      meaning: `Votre arrivée a été pointée${colon} ${clockedInAt}.`,
      next: 'Demandez à votre responsable d’équipe d’indiquer l’heure de fin.',
    }),
    'not-recorded': ({ code }) => ({
      headline: 'Passage non enregistré',
      meaning: 'La borne n’a pas pu noter votre départ.',
      next: `Pointez dans Teams. Code pour votre responsable${colon} ${code}`,
    }),
    parked: ({ code }) => ({
      headline: 'Refusé par Shifts',
      meaning: 'Votre passage est conservé ici. Votre responsable doit intervenir.',
      next: `Donnez ce code à votre responsable d’équipe${colon} ${code}`,
    }),
    'kiosk-refused': ({ code }) => ({
      headline: 'Borne à réparer',
      meaning: 'L’informatique doit réparer cette borne. Votre passage est conservé ici.',
      next: `Pointez dans Teams. Code pour l’informatique${colon} ${code}`,
    }),
  },

  outOfService: {
    reader: {
      starting: {
        headline: 'Le lecteur démarre',
        meaning: 'Le lecteur de badges n’est pas encore prêt.',
        next: 'La reprise est automatique. Sinon, redémarrez la borne.',
      },
      'service-stopped': {
        headline: 'Service du lecteur arrêté',
        meaning: 'Le service de cartes à puce de cet ordinateur est arrêté.',
        next: 'Démarrez le service de cartes à puce. La reprise est automatique.',
      },
      'software-missing': {
        headline: 'Logiciel du lecteur absent',
        meaning: 'Cette borne a été installée sans le logiciel de son lecteur.',
        next: 'Réinstallez la borne avec nfc-pcsc ou choisissez un autre lecteur.',
      },
      'no-reader': {
        headline: 'Aucun lecteur de badges',
        meaning: 'Aucun lecteur de badges n’est branché à cette borne.',
        next: 'Branchez le lecteur. La reprise est automatique.',
      },
      failing: {
        headline: 'Lecteur en panne',
        meaning: 'Le lecteur de badges est branché mais ne fonctionne pas.',
        next: 'Débranchez le lecteur, puis rebranchez-le.',
      },
      'no-such-reader': {
        headline: 'Lecteur indiqué introuvable',
        meaning: 'Les lecteurs présents portent un autre nom que la configuration.',
        next: 'Branchez le lecteur indiqué ou corrigez reader.name.',
      },
      'stopped-without-reader': {
        headline: 'Lecteur non branché',
        meaning: 'Sans lecteur, Windows arrête son service de cartes à puce.',
        next: 'Branchez le lecteur. S’il l’est déjà, démarrez le service.',
      },
      'no-access': {
        headline: 'Accès au lecteur refusé',
        meaning: 'Cette borne ne peut pas utiliser le service de cartes à puce.',
        next: 'Autorisez le compte de la borne (Linux : règle polkit).',
      },
    },
    journal: {
      headline: 'Enregistrement impossible',
      meaning: 'Cette borne ne peut pas écrire sur son disque.',
      next: 'Libérez de l’espace et vérifiez les droits du dossier de données.',
    },
    directory: {
      headline: 'Liste du personnel absente',
      meaning: 'Cette borne ne peut pas savoir à qui est un badge.',
      next: 'Corrigez la liste du personnel. La reprise est automatique.',
    },
    fault: {
      headline: 'Borne arrêtée',
      meaning: 'Une erreur s’est produite dans cette borne.',
      next: 'Redémarrez la borne. Son journal indique ce qui s’est passé.',
    },
  },
  clockOutElsewhere: 'En attendant, pointez votre départ dans Teams.',
  forIt: 'Pour l’informatique',

  practice: {
    title: 'Essai\u00a0: rien n’est envoyé',
    waiting: {
      meaning: 'Le prochain badge ne pointe aucun départ.',
      next: 'Présentez un seul badge au lecteur.',
    },
    nextIsReal: 'Le prochain badge sera un vrai pointage.',
    end: 'Terminer l’essai',
    numbers: 'Numéro de ce badge :',
    listed: 'sur la liste du personnel',
    outcomes: {
      'would-clock-out': ({ clockedInAt, isOnBreak }) => ({
        headline: 'Le départ serait pointé',
        meaning: isOnBreak
          ? `Pointage en cours depuis${colon} ${clockedInAt}, actuellement en pause.`
          : `Pointage en cours depuis${colon} ${clockedInAt}.`,
        next: 'Ce badge est prêt pour de vrais pointages.',
      }),
      'already-clocked-out': ({ clockedOutAt }) => ({
        headline: 'Pointage déjà terminé',
        meaning: `D’après Shifts, il s’est terminé${colon} ${clockedOutAt}.`,
        next: 'Pointez l’arrivée dans Teams, puis refaites l’essai.',
      }),
      'open-too-long': ({ clockedInAt }) => ({
        headline: 'Pointage trop ancien',
        meaning: `Ouvert depuis${colon} ${clockedInAt}. C’est plus que shifts.maxOpenHours.`,
        next: 'Indiquez sa fin dans Teams, puis refaites l’essai.',
      }),
      'not-clocked-in': {
        headline: 'Aucun pointage en cours',
        meaning: 'Shifts n’en montre aucun pour cette personne dans cette équipe.',
        next: 'Pointez l’arrivée dans Teams, puis refaites l’essai.',
      },
      'unknown-badge': {
        headline: 'Badge absent des listes',
        meaning: 'Ce badge ne figure pas sur la liste du personnel.',
        next: 'Ajoutez-le, ou vérifiez directory.badgeNumberFormat.',
      },
      'ambiguous-badge': {
        headline: 'Badge de plusieurs personnes',
        meaning: 'Plusieurs personnes de la liste ont ce badge.',
        next: 'Corrigez la liste du personnel. Le journal indique les lignes.',
      },
      'no-roster': {
        headline: 'Liste du personnel illisible',
        meaning: 'Aucun badge ne peut être recherché.',
        next: 'Vérifiez directory.path et le fichier. Le journal indique la cause.',
      },
      'reader-misconfigured': {
        headline: 'Réglage du lecteur erroné',
        meaning: `Badge non lu${colon} la borne ne comprend pas le lecteur.`,
        next: 'Dans le journal, reader.unreadable indique le réglage à corriger.',
      },
      'cannot-save': {
        headline: 'Aucun enregistrement possible',
        meaning: 'La borne ne peut rien enregistrer et refuse les pointages.',
        next: 'Libérez de l’espace et vérifiez les droits du dossier de données.',
      },
      'time-clock-off': {
        headline: 'Pointeuse désactivée',
        meaning: 'Le planning ou la pointeuse de cette équipe est désactivé.',
        next: 'Activez-le dans les paramètres de Shifts.',
      },
      forbidden: {
        headline: 'Autorisation manquante',
        meaning: 'Microsoft Graph ne laisse pas cette application lire l’équipe.',
        next: 'Accordez Schedule.ReadWrite.All avec le consentement de l’administrateur dans Entra.',
      },
      'read-only': {
        headline: 'Autorisation en lecture seule',
        meaning: 'L’application peut lire les pointages, mais pas les terminer.',
        next: 'Accordez Schedule.ReadWrite.All avec le consentement de l’administrateur dans Entra.',
      },
      'team-not-found': {
        headline: 'Équipe introuvable',
        meaning: 'Microsoft Graph ne montre aucun planning pour cette équipe.',
        next: 'Vérifiez shifts.teamId, et que l’équipe utilise Shifts.',
      },
      'sign-in-refused': {
        headline: 'Connexion refusée',
        meaning: 'Microsoft n’accepte pas la connexion de cette borne.',
        next: 'Vérifiez identifiants, certificat et horloge. Le journal indique la cause.',
      },
      unreachable: {
        headline: 'Microsoft injoignable',
        meaning: 'Aucune réponse utilisable d’Entra ou de Microsoft Graph.',
        next: 'Vérifiez réseau, proxy et pare-feu. Les vrais pointages sont conservés.',
      },
      throttled: {
        headline: 'Microsoft demande d’attendre',
        meaning: 'Il y a eu trop de demandes.',
        next: 'Refaites l’essai dans une minute.',
      },
      unclear: {
        headline: 'Réponse inattendue',
        meaning: 'La réponse de Microsoft Graph est inutilisable.',
        next: 'Le diagnostic l’indique parmi les dernières erreurs.',
      },
    },
  },

  enrollment: {
    title: `Ajout de badges${colon} aucun pointage`,
    hold: { headline: 'Présentez le nouveau badge', next: 'Choisissez ensuite à qui il est.' },
    clockOut: `Pour pointer${colon} fermez ceci, puis badgez.`,
    nextBadge: 'Présentez le nouveau badge suivant.',
    done: {
      added: { headline: 'Badge ajouté', meaning: 'Il fonctionne dès maintenant.' },
      replaced: { headline: 'Badge remplacé', meaning: 'Le nouveau fonctionne, l’ancien est bloqué.' },
      'already-added': { headline: 'Badge déjà ajouté', meaning: 'Cette personne avait déjà ce badge.' },
      blocked: (count, written) =>
        plural(count, {
          one: `${written} badge bloqué`,
          many: `${written} de badges bloqués`,
          other: `${written} badges bloqués`,
        }),
      partial: 'Cette personne a d’autres badges. L’informatique doit les bloquer.',
    },
    problems: {
      'reader-misconfigured': {
        headline: 'Lecteur mal réglé',
        meaning: 'La borne ne comprend pas ce que le lecteur envoie.',
        next: 'Avertissez l’informatique. Le journal nomme le réglage.',
      },
      'ambiguous-badge': {
        headline: 'Plusieurs personnes l’ont',
        meaning: 'La liste du personnel le contient plusieurs fois.',
        next: 'Demandez à l’informatique de corriger la liste.',
      },
      'not-checked': {
        headline: 'Vérification impossible',
        meaning: 'Microsoft n’a pas dit à qui est ce badge.',
        next: 'Présentez-le de nouveau au lecteur.',
      },
      'account-disabled': {
        headline: 'Compte professionnel désactivé',
        meaning: 'Cette personne ne peut pas pointer avec un badge.',
        next: 'Demandez à l’informatique d’activer le compte.',
      },
      'no-badge': {
        headline: 'Aucun badge à bloquer',
        meaning: 'Cette borne ne connaît aucun badge de cette personne.',
        next: 'Choisissez quelqu’un d’autre ou demandez à l’informatique.',
      },
      'not-saved': {
        headline: 'Rien n’a été enregistré',
        meaning: 'La borne n’a pas pu écrire la modification.',
        next: 'Réessayez. Si l’échec persiste, avertissez l’informatique.',
      },
    },
    pick: {
      add: 'À qui est-il\u00a0?',
      block: `Badge perdu${colon} à qui\u00a0?`,
      instruction: 'Premières lettres du nom, ou matricule',
      nobody: 'Personne trouvé',
      more: (count, written) =>
        plural(count, {
          one: `et ${written} autre`,
          many: `et ${written} d’autres`,
          other: `et ${written} autres`,
        }),
      reading: 'Lecture d’autres noms…',
      incomplete: `Des noms peuvent manquer${colon} équipes non lues.`,
      disabled: 'compte désactivé',
    },
    questions: {
      taken: {
        headline: 'Bloquer ce badge\u00a0?',
        meaning: 'Il est déjà à cette personne. Aucun départ n’est pointé.',
        yes: 'Bloquer le badge',
      },
      replace: {
        headline: 'Remplacer l’ancien badge\u00a0?',
        meaning: 'L’ancien sera bloqué, le nouveau fonctionnera.',
        yes: 'Remplacer',
      },
      block: {
        headline: 'Bloquer tous ses badges\u00a0?',
        meaning: (count, written) =>
          plural(count, {
            one: `${written} badge ne fonctionnera plus.`,
            many: `${written} de badges ne fonctionneront plus.`,
            other: `${written} badges ne fonctionneront plus.`,
          }),
        yes: 'Bloquer',
      },
    },
    buttons: {
      block: 'Bloquer un badge perdu',
      erase: 'Effacer',
      space: 'Espace',
      back: 'Retour',
      close: 'Fermer',
    },
  },

  setupNeeded: {
    headline: 'Configuration à corriger',
    meaning: 'Cette borne ne peut pas démarrer avec son fichier de configuration.',
    next: 'Une fois corrigé, vérifiez-le en démarrant la borne avec',
    file: 'Fichier',
    wholeFile: 'Tout le fichier',
    place: ({ line, column }) =>
      column === undefined ? `Ligne ${line}` : `Ligne ${line}, colonne ${column}`,
    expected: ({ expected }) => `Attendu${colon} ${expected}`,
    problems: (count, written) =>
      plural(count, {
        one: `${written} problème`,
        many: `${written} de problèmes`,
        other: `${written} problèmes`,
      }),
  },

  status: {
    reader: {
      starting: 'Lecteur en démarrage',
      'no-service': 'Lecteur arrêté',
      'no-reader': 'Pas de lecteur',
      ready: 'Lecteur prêt',
      failing: 'Lecteur en panne',
      'no-such-reader': 'Autre lecteur',
      'no-access': 'Lecteur refusé',
    },
    connection: {
      unknown: 'Pas encore connecté',
      online: 'Connecté à Shifts',
      offline: 'Hors ligne, tout est conservé',
      'signed-out': 'Connexion refusée, tout est conservé',
    },
    staffListOf: (day) => `Liste du personnel du ${day}`,
    waitingTaps: (count, written) =>
      plural(count, {
        one: `${written} passage à envoyer`,
        many: `${written} de passages à envoyer`,
        other: `${written} passages à envoyer`,
      }),
  },
} as const satisfies Messages
