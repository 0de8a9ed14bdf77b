import type { Messages } from './messages.ts'
import { pluralsOf } from './plural.ts'

const plural = pluralsOf<'one' | 'many'>('pt-BR')

export const ptBr = {
  language: 'pt-BR',
  direction: 'ltr',

  starting: { headline: 'Iniciando', meaning: 'Este terminal ficará pronto em instantes.' },
  ready: { instruction: 'Aproxime o crachá do leitor' },
  heard: { headline: 'Crachá lido', next: 'Um momento…' },
  savedHere: {
    headline: 'Salvo aqui',
    meaning: 'Será enviado ao Shifts automaticamente.',
    next: 'Não é preciso fazer mais nada.',
  },
  confirmed: {
    headline: 'Saída registrada',
    meaning: 'Confirmado pelo Shifts.',
    worked: ({ duration }) => `Tempo trabalhado: ${duration}`,
    breaks: ({ duration }) => `Pausas: ${duration}`,
    noBreaks: 'Sem pausas',
  },

  refused: {
    'random-number': {
      headline: 'Crachá não aceito',
      meaning: 'Celulares e alguns cartões geram um número novo a cada vez.',
      next: 'Aproxime somente o crachá da empresa do leitor.',
    },
    'unreadable-badge': {
      headline: 'Crachá não lido',
      meaning: 'Ele saiu cedo demais ou não respondeu.',
      next: 'Mantenha-o encostado no leitor por mais um segundo.',
    },
    'several-badges': {
      headline: 'Vários crachás juntos',
      meaning: 'O leitor não sabe qual é o seu.',
      next: 'Separe o seu crachá e aproxime só ele.',
    },
    'unknown-badge': {
      headline: 'Crachá desconhecido',
      meaning: 'Ele não está na lista de pessoal deste terminal.',
      next: 'Peça à liderança do turno para incluí-lo.',
    },
    'ambiguous-badge': {
      headline: 'Crachá duplicado',
      meaning: 'Ele consta em mais de um nome. Nenhuma saída foi registrada.',
      next: 'Peça à liderança do turno para corrigir isso.',
    },
    'not-clocked-in': {
      headline: 'Entrada não registrada',
      meaning: 'O Shifts não mostra um ponto aberto seu.',
      next: 'Peça à liderança do turno para lançar suas horas.',
    },
    'already-clocked-out': ({ clockedOutAt }) => ({
      headline: 'Saída já registrada',
      meaning: `Seu ponto foi encerrado: ${clockedOutAt}.`,
      next: 'Se estiver errado, avise a liderança do turno.',
    }),
    'open-too-long': ({ clockedInAt }) => ({
      headline: 'Ponto ainda aberto',
      meaning: `Sua entrada foi registrada: ${clockedInAt}.`,
      next: 'Peça à liderança do turno para informar quando terminou.',
    }),
    'not-recorded': ({ code }) => ({
      headline: 'Não foi salvo',
      meaning: 'O terminal não conseguiu gravar sua saída.',
      next: `Registre no Teams. Código para a liderança: ${code}`,
    }),
    parked: ({ code }) => ({
      headline: 'Recusado pelo Shifts',
      meaning: 'Seu registro está guardado aqui. A liderança precisa agir.',
      next: `Informe este código à liderança do turno: ${code}`,
    }),
  },

  outOfService: {
    reader: {
      starting: {
        headline: 'Leitor iniciando',
        meaning: 'O leitor de crachás ainda não está pronto.',
        next: 'Ele continua sozinho. Se não, reinicie o terminal.',
      },
      'service-stopped': {
        headline: 'Serviço do leitor parado',
        meaning: 'O serviço de cartão inteligente deste computador não está em execução.',
        next: 'Inicie o serviço de cartão inteligente. O terminal continua sozinho.',
      },
      'software-missing': {
        headline: 'Falta software do leitor',
        meaning: 'Este terminal foi instalado sem o software do seu leitor.',
        next: 'Reinstale o terminal com nfc-pcsc ou escolha outro leitor.',
      },
      'no-reader': {
        headline: 'Sem leitor de crachás',
        meaning: 'Nenhum leitor de crachás está conectado a este terminal.',
        next: 'Conecte o leitor. O terminal continua sozinho.',
      },
      failing: {
        headline: 'Falha no leitor',
        meaning: 'O leitor de crachás está conectado, mas não funciona.',
        next: 'Desconecte o leitor e conecte-o de novo.',
      },
    },
    journal: {
      headline: 'Não é possível salvar',
      meaning: 'Este terminal não consegue gravar em seu disco.',
      next: 'Libere espaço e verifique as permissões da pasta de dados.',
    },
    directory: {
      headline: 'Sem lista de pessoal',
      meaning: 'Este terminal não consegue saber de quem é o crachá.',
      next: 'Corrija a lista de pessoal. O terminal continua sozinho.',
    },
    fault: {
      headline: 'Terminal parado',
      meaning: 'Algo deu errado dentro deste terminal.',
      next: 'Reinicie o terminal. O log dele mostra o que aconteceu.',
    },
  },
  clockOutElsewhere: 'Enquanto isso, registre a saída no Teams.',
  forIt: 'Para a TI',

  setupNeeded: {
    headline: 'Configuração necessária',
    meaning: 'Este terminal não pode iniciar com seu arquivo de configuração.',
    next: 'Depois de corrigir, verifique iniciando o terminal com',
    file: 'Arquivo',
    wholeFile: 'Arquivo inteiro',
    place: ({ line, column }) => (column === undefined ? `Linha ${line}` : `Linha ${line}, coluna ${column}`),
    expected: ({ expected }) => `Esperado: ${expected}`,
    problems: (count, written) =>
      plural(count, {
        one: `${written} problema`,
        many: `${written} de problemas`,
        other: `${written} problemas`,
      }),
  },

  status: {
    reader: {
      starting: 'Leitor iniciando',
      'no-service': 'Leitor desligado',
      'no-reader': 'Sem leitor',
      ready: 'Leitor pronto',
      failing: 'Leitor com falha',
    },
    connection: {
      unknown: 'Ainda sem conexão',
      online: 'Conectado ao Shifts',
      offline: 'Sem conexão, tudo fica salvo',
      'signed-out': 'Sem login, tudo fica salvo',
    },
    waitingTaps: (count, written) =>
      plural(count, {
        one: `${written} registro a enviar`,
        many: `${written} de registros a enviar`,
        other: `${written} registros a enviar`,
      }),
  },
} as const satisfies Messages
