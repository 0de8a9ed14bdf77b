import type { Messages } from './messages.ts'
import { pluralsOf } from './plural.ts'

const plural = pluralsOf<'one' | 'many'>('es')

export const es = {
  language: 'es',
  direction: 'ltr',

  starting: { headline: 'Iniciando', meaning: 'Este terminal estará listo en un momento.' },
  ready: { headline: '¿Termina? Fiche aquí su salida', instruction: 'Acerque su tarjeta al lector' },
  heard: { headline: 'Tarjeta leída', next: 'Un momento…' },
  savedHere: {
    headline: 'Guardado aquí',
    meaning: {
      unknown: 'Shifts aún no lo ha confirmado. Se enviará automáticamente.',
      offline: 'Sin conexión. Se enviará en cuanto la haya.',
      'signed-out': 'Informática debe arreglar el acceso. Se enviará después.',
    },
    next: 'Puede irse.',
  },
  confirmed: {
    headline: 'Salida registrada',
    meaning: 'Confirmado por Shifts.',
    worked: ({ duration }) => `Tiempo trabajado: ${duration}`,
    breaks: ({ duration }) => `Pausas: ${duration}`,
    noBreaks: 'Sin pausas',
  },

  slots: {
    title: 'Otras personas',
    waiting: 'Espere',
    saved: 'Guardado',
    confirmed: 'Salida',
    refused: 'Repita',
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
    'reader-misconfigured': ({ code }) => ({
      headline: 'Lector mal configurado',
      meaning: 'Tarjeta no leída: el terminal no entiende al lector.',
      next: `Fiche en Teams y avise a informática: ${code}`,
    }),
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
    'account-disabled': {
      headline: 'Cuenta desactivada',
      meaning: 'Su cuenta de trabajo está desactivada.',
      next: 'Pida a su responsable de turno que avise a TI.',
    },
    'badge-blocked': {
      headline: 'Tarjeta bloqueada',
      meaning: 'Consta como perdida o sustituida. No se registró su salida.',
      next: 'Consulte a su responsable de turno.',
    },
    'badge-not-checked': {
      headline: 'Tarjeta sin comprobar',
      meaning: 'La lista de personal no respondió. No se registró su salida.',
      next: 'Acérquela otra vez o fiche en Teams.',
    },
    'badge-left-on-reader': {
      headline: 'Tarjeta sobre el lector',
      meaning: 'Se lee una y otra vez.',
      next: 'Retire su tarjeta del lector.',
    },
    'not-clocked-in': {
      headline: 'Sin entrada registrada',
      meaning: 'En Shifts no consta una entrada abierta suya.',
      next: '¿Empieza? Fiche en Teams. ¿Termina? Hable con su responsable.',
    },
    'no-time-card': ({ code }) => ({
      headline: 'Sin registro de jornada',
      meaning: 'Shifts no tiene ningún registro suyo en este equipo.',
      next: `¿Es nuevo? Fiche en Teams. Si no, código para informática: ${code}`,
    }),
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
    'kiosk-refused': ({ code }) => ({
      headline: 'Avise a informática',
      meaning: 'Informática debe arreglar este terminal. Su registro queda guardado aquí.',
      next: `Fiche en Teams y dé este código a informática: ${code}`,
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
      'no-such-reader': {
        headline: 'Lector indicado no encontrado',
        meaning: 'Los lectores presentes tienen otro nombre que en la configuración.',
        next: 'Conecte el lector indicado o corrija reader.name.',
      },
      'stopped-without-reader': {
        headline: 'Lector no conectado',
        meaning: 'Windows detiene el servicio de tarjetas inteligentes sin lector.',
        next: 'Conecte el lector. Si ya lo está, inicie el servicio.',
      },
      'no-access': {
        headline: 'Acceso al lector denegado',
        meaning: 'Este terminal no puede usar el servicio de tarjetas inteligentes.',
        next: 'Permítalo a la cuenta del terminal (Linux: regla de polkit).',
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

  practice: {
    title: 'Prueba: nada se envía',
    waiting: {
      meaning: 'La próxima tarjeta no registra ninguna salida.',
      next: 'Acerque una tarjeta al lector.',
    },
    nextIsReal: 'La próxima tarjeta contará de verdad.',
    end: 'Terminar la prueba',
    numbers: 'Número de esta tarjeta:',
    listed: 'en la lista de personal',
    outcomes: {
      'would-clock-out': ({ clockedInAt, isOnBreak }) => ({
        headline: 'Registraría la salida',
        meaning: isOnBreak
          ? `Entrada abierta desde: ${clockedInAt}; ahora en pausa.`
          : `Entrada abierta desde: ${clockedInAt}.`,
        next: 'Esta tarjeta está lista para su uso real.',
      }),
      'already-clocked-out': ({ clockedOutAt }) => ({
        headline: 'Entrada ya cerrada',
        meaning: `Según Shifts, terminó: ${clockedOutAt}.`,
        next: 'Registre la entrada en Teams y repita la prueba.',
      }),
      'open-too-long': ({ clockedInAt }) => ({
        headline: 'Entrada demasiado antigua',
        meaning: `Abierta desde: ${clockedInAt}. Supera el límite shifts.maxOpenHours.`,
        next: 'Indique su fin en Teams y repita la prueba.',
      }),
      'not-clocked-in': {
        headline: 'No hay entrada abierta',
        meaning: 'Shifts no muestra ninguna de esta persona en este equipo.',
        next: 'Registre la entrada en Teams y repita la prueba.',
      },
      'unknown-badge': {
        headline: 'Tarjeta no incluida',
        meaning: 'Esta tarjeta no figura en la lista de personal.',
        next: 'Añádala o revise directory.badgeNumberFormat.',
      },
      'ambiguous-badge': {
        headline: 'Tarjeta de varias personas',
        meaning: 'Varias personas de la lista tienen esta tarjeta.',
        next: 'Corrija la lista de personal. El registro indica las líneas.',
      },
      'no-roster': {
        headline: 'Lista de personal ilegible',
        meaning: 'No se puede buscar ninguna tarjeta.',
        next: 'Revise directory.path y el archivo. El registro indica la causa.',
      },
      'reader-misconfigured': {
        headline: 'Ajuste del lector incorrecto',
        meaning: 'Tarjeta no leída: el terminal no entiende al lector.',
        next: 'En el registro, reader.unreadable indica el ajuste que falta.',
      },
      'cannot-save': {
        headline: 'Imposible guardar',
        meaning: 'El terminal no puede guardar salidas y no las acepta.',
        next: 'Libere espacio y revise los permisos de la carpeta de datos.',
      },
      'time-clock-off': {
        headline: 'Reloj registrador desactivado',
        meaning: 'El horario o el reloj de este equipo está desactivado en Shifts.',
        next: 'Actívelo en la configuración de Shifts.',
      },
      forbidden: {
        headline: 'Falta un permiso',
        meaning: 'Microsoft Graph no deja a esta aplicación leer el equipo.',
        next: 'Conceda Schedule.ReadWrite.All con consentimiento de administrador en Entra.',
      },
      'read-only': {
        headline: 'Permiso de solo lectura',
        meaning: 'La aplicación puede leer las entradas, pero no cerrarlas.',
        next: 'Conceda Schedule.ReadWrite.All con consentimiento de administrador en Entra.',
      },
      'team-not-found': {
        headline: 'Equipo no encontrado',
        meaning: 'Microsoft Graph no muestra ningún horario de este equipo.',
        next: 'Revise shifts.teamId y que el equipo use Shifts.',
      },
      'sign-in-refused': {
        headline: 'Inicio de sesión rechazado',
        meaning: 'Microsoft no acepta el inicio de sesión de este terminal.',
        next: 'Revise identificadores, certificado y reloj. El registro indica la causa.',
      },
      unreachable: {
        headline: 'Microsoft no responde',
        meaning: 'No hay respuesta útil de Entra ni de Microsoft Graph.',
        next: 'Revise red, proxy y cortafuegos. Las salidas reales se guardan aquí.',
      },
      throttled: {
        headline: 'Microsoft pide esperar',
        meaning: 'Ha habido demasiadas solicitudes.',
        next: 'Repita la prueba en un minuto.',
      },
      unclear: {
        headline: 'Respuesta inesperada',
        meaning: 'Microsoft Graph ha dado una respuesta que no sirve.',
        next: 'El diagnóstico la indica entre los últimos errores.',
      },
    },
  },

  enrollment: {
    title: 'Añadir tarjetas: aquí no se ficha',
    hold: { headline: 'Acerque la tarjeta nueva', next: 'Después elija de quién es.' },
    clockOut: '¿Quiere fichar? Cierre esto y acerque su tarjeta.',
    nextBadge: 'Acerque la siguiente tarjeta nueva.',
    done: {
      added: { headline: 'Tarjeta añadida', meaning: 'Ya se puede usar.' },
      replaced: {
        headline: 'Tarjeta sustituida',
        meaning: 'La nueva ya funciona; la anterior está bloqueada.',
      },
      'already-added': { headline: 'Ya estaba añadida', meaning: 'La persona ya tenía esta tarjeta.' },
      blocked: (count, written) =>
        plural(count, {
          one: `${written} tarjeta bloqueada`,
          many: `${written} de tarjetas bloqueadas`,
          other: `${written} tarjetas bloqueadas`,
        }),
      partial: 'La persona tiene más tarjetas. Informática debe bloquearlas.',
    },
    problems: {
      'reader-misconfigured': {
        headline: 'Ajuste del lector erróneo',
        meaning: 'El terminal no entiende lo que envía el lector.',
        next: 'Avise a informática. El registro indica el ajuste.',
      },
      'ambiguous-badge': {
        headline: 'Es de varias personas',
        meaning: 'La lista de personal tiene esta tarjeta varias veces.',
        next: 'Pida a informática que corrija la lista.',
      },
      'not-checked': {
        headline: 'No se pudo comprobar',
        meaning: 'Microsoft no respondió de quién es la tarjeta.',
        next: 'Acérquela otra vez al lector.',
      },
      'account-disabled': {
        headline: 'Cuenta de trabajo desactivada',
        meaning: 'Esta persona no puede fichar con tarjeta.',
        next: 'Pida a informática que active la cuenta.',
      },
      'no-badge': {
        headline: 'Sin tarjetas que bloquear',
        meaning: 'Este terminal no conoce ninguna tarjeta de esta persona.',
        next: 'Elija a otra persona o pregunte a informática.',
      },
      'not-saved': {
        headline: 'No se guardó nada',
        meaning: 'El terminal no pudo escribir el cambio.',
        next: 'Inténtelo otra vez. Si vuelve a fallar, avise a informática.',
      },
    },
    pick: {
      add: '¿De quién es?',
      block: '¿Quién perdió su tarjeta?',
      instruction: 'Primeras letras del nombre, o número de empleado',
      nobody: 'No se encontró a nadie',
      more: (_count, written) => `y ${written} más`,
      reading: 'Se están leyendo más nombres…',
      incomplete: 'Pueden faltar nombres: no se pudieron leer los equipos.',
      disabled: 'cuenta desactivada',
    },
    questions: {
      taken: {
        headline: '¿Bloquear esta tarjeta?',
        meaning: 'Ya es de esta persona. No se fichó ninguna salida.',
        yes: 'Bloquear la tarjeta',
      },
      replace: {
        headline: '¿Sustituir la tarjeta anterior?',
        meaning: 'La anterior se bloquea y la nueva funciona.',
        yes: 'Sustituir',
      },
      block: {
        headline: '¿Bloquear todas sus tarjetas?',
        meaning: (count, written) =>
          plural(count, {
            one: `${written} tarjeta dejará de funcionar.`,
            many: `${written} de tarjetas dejarán de funcionar.`,
            other: `${written} tarjetas dejarán de funcionar.`,
          }),
        yes: 'Bloquear',
      },
    },
    buttons: {
      block: 'Bloquear tarjeta perdida',
      erase: 'Borrar',
      space: 'Espacio',
      back: 'Volver',
      close: 'Cerrar',
    },
  },

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
      'no-such-reader': 'Otro lector',
      'no-access': 'Lector denegado',
    },
    connection: {
      unknown: 'Aún sin conexión',
      online: 'Conectado a Shifts',
      offline: 'Sin conexión, todo se guarda',
      'signed-out': 'Sin inicio de sesión, todo se guarda',
    },
    staffListOf: (day) => `Lista de personal del ${day}`,
    waitingTaps: (count, written) =>
      plural(count, {
        one: `${written} registro por enviar`,
        many: `${written} de registros por enviar`,
        other: `${written} registros por enviar`,
      }),
  },
} as const satisfies Messages
