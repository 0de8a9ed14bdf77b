import type { Messages } from './messages.ts'
import { pluralsOf } from './plural.ts'

const plural = pluralsOf<'one' | 'many'>('es')

export const es = {
  language: 'es',
  direction: 'ltr',

  starting: { headline: 'Iniciando', meaning: 'Este terminal estará listo en un momento.' },
  ready: { instruction: 'Acerque su tarjeta al lector' },
  heard: { headline: 'Tarjeta leída', next: 'Un momento…' },
  savedHere: {
    headline: 'Guardado aquí',
    meaning: 'Se enviará a Shifts automáticamente.',
    next: 'No tiene que hacer nada más.',
  },
  confirmed: {
    headline: 'Salida registrada',
    meaning: 'Confirmado por Shifts.',
    worked: ({ duration }) => `Tiempo trabajado: ${duration}`,
    breaks: ({ duration }) => `Pausas: ${duration}`,
    noBreaks: 'Sin pausas',
  },

  refused: {
    'random-number': {
      headline: 'Tarjeta no válida',
      meaning: 'Los móviles y algunas tarjetas dan un número distinto cada vez.',
      next: 'Acerque solo su tarjeta de empresa al lector.',
    },
    'unreadable-badge': {
      headline: 'Tarjeta no leída',
      meaning: 'Se retiró demasiado pronto o no respondió.',
      next: 'Manténgala plana sobre el lector un segundo más.',
    },
    'several-badges': {
      headline: 'Hay varias tarjetas',
      meaning: 'El lector no sabe cuál es la suya.',
      next: 'Saque su tarjeta y acérquela sola.',
    },
    'unknown-badge': {
      headline: 'Tarjeta desconocida',
      meaning: 'No figura en la lista de personal de este terminal.',
      next: 'Pida a su responsable de turno que la añada.',
    },
    'ambiguous-badge': {
      headline: 'Tarjeta repetida',
      meaning: 'Figura con más de un nombre. No se registró ninguna salida.',
      next: 'Pida a su responsable de turno que lo corrija.',
    },
    'not-clocked-in': {
      headline: 'Sin entrada registrada',
      meaning: 'En Shifts no consta una entrada abierta suya.',
      next: 'Pida a su responsable de turno que añada sus horas.',
    },
    'already-clocked-out': ({ clockedOutAt }) => ({
      headline: 'Salida ya registrada',
      meaning: `Su jornada terminó: ${clockedOutAt}.`,
      next: 'Si no es correcto, avise a su responsable de turno.',
    }),
    'open-too-long': ({ clockedInAt }) => ({
      headline: 'Jornada sin cerrar',
      meaning: `Su entrada se registró: ${clockedInAt}.`,
      next: 'Pida a su responsable de turno que indique cuándo terminó.',
    }),
    'not-recorded': ({ code }) => ({
      headline: 'No se pudo guardar',
      meaning: 'El terminal no pudo anotar su salida.',
      next: `Fiche en Teams y dé este código a su responsable: ${code}`,
    }),
    parked: ({ code }) => ({
      headline: 'Rechazado por Shifts',
      meaning: 'Su registro queda guardado aquí. Su responsable debe revisarlo.',
      next: `Dé este código a su responsable de turno: ${code}`,
    }),
  },

  outOfService: {
    reader: {
      starting: {
        headline: 'El lector se inicia',
        meaning: 'El lector de tarjetas aún no está listo.',
        next: 'Continuará por sí solo. Si no, reinicie el terminal.',
      },
      'service-stopped': {
        headline: 'Servicio del lector detenido',
        meaning: 'El servicio de tarjetas inteligentes de este equipo no funciona.',
        next: 'Inicie el servicio de tarjetas inteligentes. El terminal continuará por sí solo.',
      },
      'software-missing': {
        headline: 'Falta software del lector',
        meaning: 'Este terminal se instaló sin el software de su lector.',
        next: 'Reinstale el terminal con nfc-pcsc o elija otro lector.',
      },
      'no-reader': {
        headline: 'Sin lector de tarjetas',
        meaning: 'No hay ningún lector de tarjetas conectado a este terminal.',
        next: 'Conecte el lector. El terminal continuará por sí solo.',
      },
      failing: {
        headline: 'Fallo del lector',
        meaning: 'El lector de tarjetas está conectado, pero no funciona.',
        next: 'Desconecte el lector y vuelva a conectarlo.',
      },
    },
    journal: {
      headline: 'No se puede guardar',
      meaning: 'Este terminal no puede escribir en su disco.',
      next: 'Libere espacio y revise los permisos de la carpeta de datos.',
    },
    directory: {
      headline: 'Sin lista de personal',
      meaning: 'Este terminal no puede saber de quién es cada tarjeta.',
      next: 'Corrija la lista de personal. El terminal continuará por sí solo.',
    },
    fault: {
      headline: 'Terminal detenido',
      meaning: 'Algo ha fallado dentro de este terminal.',
      next: 'Reinicie el terminal. Su registro indica lo ocurrido.',
    },
  },
  clockOutElsewhere: 'Mientras tanto, registre su salida en Teams.',
  forIt: 'Para TI',

  setupNeeded: {
    headline: 'Falta la configuración',
    meaning: 'Este terminal no puede iniciarse con su archivo de configuración.',
    next: 'Cuando esté corregido, compruébelo iniciando el terminal con',
    file: 'Archivo',
    wholeFile: 'Todo el archivo',
    place: ({ line, column }) =>
      column === undefined ? `Línea ${line}` : `Línea ${line}, columna ${column}`,
    expected: ({ expected }) => `Se esperaba: ${expected}`,
    problems: (count, written) =>
      plural(count, {
        one: `${written} problema`,
        many: `${written} de problemas`,
        other: `${written} problemas`,
      }),
  },

  status: {
    reader: {
      starting: 'Lector iniciándose',
      'no-service': 'Lector apagado',
      'no-reader': 'Sin lector',
      ready: 'Lector listo',
      failing: 'Lector con fallos',
    },
    connection: {
      unknown: 'Aún sin conexión',
      online: 'Conectado a Shifts',
      offline: 'Sin conexión, todo se guarda',
      'signed-out': 'Sin inicio de sesión, todo se guarda',
    },
    waitingTaps: (count, written) =>
      plural(count, {
        one: `${written} registro por enviar`,
        many: `${written} de registros por enviar`,
        other: `${written} registros por enviar`,
      }),
  },
} as const satisfies Messages
