import type { Messages } from './messages.ts'
import { pluralsOf } from './plural.ts'

const plural = pluralsOf<'one' | 'many'>('pt-BR')

export const ptBr = {
  language: 'pt-BR',
  direction: 'ltr',

  starting: { headline: 'Iniciando', meaning: 'Este terminal ficará pronto em instantes.' },
  ready: { headline: 'Saindo? Registre a saída aqui', instruction: 'Aproxime o crachá do leitor' },
  heard: { headline: 'Crachá lido', next: 'Um momento…' },
  savedHere: {
    headline: 'Salvo aqui',
    meaning: {
      unknown: 'O Shifts ainda não confirmou. O envio é automático.',
      offline: 'Sem conexão. Será enviado quando ela voltar.',
      'signed-out': 'A TI precisa corrigir o acesso. Será enviado depois.',
    },
    next: 'Você já pode ir.',
  },
  confirmed: {
    headline: 'Saída registrada',
    meaning: 'Confirmado pelo Shifts.',
    worked: ({ duration }) => `Tempo trabalhado: ${duration}`,
    breaks: ({ duration }) => `Pausas: ${duration}`,
    noBreaks: 'Sem pausas',
  },

  slots: {
    title: 'Outras pessoas',
    waiting: 'Aguarde',
    saved: 'Salvo',
    confirmed: 'Saída',
    refused: 'Repita',
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
    'reader-misconfigured': ({ code }) => ({
      headline: 'Leitor mal configurado',
      meaning: 'Crachá não lido: o terminal não entende o leitor.',
      next: `Registre no Teams e avise a TI: ${code}`,
    }),
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
    'account-disabled': {
      headline: 'Conta desativada',
      meaning: 'Sua conta de trabalho está desativada.',
      next: 'Peça à liderança do turno para avisar a TI.',
    },
    'badge-blocked': {
      headline: 'Crachá bloqueado',
      meaning: 'Ele consta como perdido ou substituído. Sua saída não foi registrada.',
      next: 'Fale com a liderança do turno.',
    },
    'badge-not-checked': {
      headline: 'Crachá não verificado',
      meaning: 'A lista de pessoal não respondeu. Sua saída não foi registrada.',
      next: 'Aproxime de novo ou registre no Teams.',
    },
    'badge-left-on-reader': {
      headline: 'Crachá sobre o leitor',
      meaning: 'Ele é lido repetidas vezes.',
      next: 'Retire o crachá do leitor.',
    },
    'not-clocked-in': {
      headline: 'Entrada não registrada',
      meaning: 'O Shifts não mostra um ponto aberto seu.',
      next: 'Chegando? Registre no Teams. Saindo? Procure a liderança do turno.',
    },
    'no-time-card': ({ code }) => ({
      headline: 'Nenhum ponto encontrado',
      meaning: 'O Shifts não tem nenhum ponto seu nesta equipe.',
      next: `É novo aqui? Registre no Teams. Senão, código para a TI: ${code}`,
    }),
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
    'kiosk-refused': ({ code }) => ({
      headline: 'Avise a TI',
      meaning: 'A TI precisa consertar este terminal. Seu registro está guardado.',
      next: `Registre no Teams. Informe este código à TI: ${code}`,
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
      'no-such-reader': {
        headline: 'Leitor indicado não encontrado',
        meaning: 'Os leitores presentes têm nomes diferentes do da configuração.',
        next: 'Conecte o leitor indicado ou corrija reader.name.',
      },
      'stopped-without-reader': {
        headline: 'Leitor não conectado',
        meaning: 'Sem leitor, o Windows para o serviço de cartão inteligente.',
        next: 'Conecte o leitor. Se já estiver conectado, inicie o serviço.',
      },
      'no-access': {
        headline: 'Acesso ao leitor negado',
        meaning: 'Este terminal não pode usar o serviço de cartão inteligente.',
        next: 'Permita-o à conta do terminal (Linux: regra do polkit).',
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

  practice: {
    title: 'Teste: nada é enviado',
    waiting: {
      meaning: 'O próximo crachá não registra nenhuma saída.',
      next: 'Aproxime um só crachá do leitor.',
    },
    nextIsReal: 'O próximo crachá valerá de verdade.',
    end: 'Encerrar o teste',
    numbers: 'Número deste crachá:',
    listed: 'na lista de pessoal',
    outcomes: {
      'would-clock-out': ({ clockedInAt, isOnBreak }) => ({
        headline: 'A saída seria registrada',
        meaning: isOnBreak
          ? `Ponto aberto desde: ${clockedInAt}, agora em pausa.`
          : `Ponto aberto desde: ${clockedInAt}.`,
        next: 'Este crachá está pronto para o uso real.',
      }),
      'already-clocked-out': ({ clockedOutAt }) => ({
        headline: 'Ponto já encerrado',
        meaning: `Segundo o Shifts, foi encerrado: ${clockedOutAt}.`,
        next: 'Registre a entrada no Teams e repita o teste.',
      }),
      'open-too-long': ({ clockedInAt }) => ({
        headline: 'Ponto antigo demais',
        meaning: `Aberto desde: ${clockedInAt}. Passa do limite shifts.maxOpenHours.`,
        next: 'Informe o fim no Teams e repita o teste.',
      }),
      'not-clocked-in': {
        headline: 'Nenhum ponto aberto',
        meaning: 'O Shifts não mostra nenhum desta pessoa nesta equipe.',
        next: 'Registre a entrada no Teams e repita o teste.',
      },
      'unknown-badge': {
        headline: 'Crachá não cadastrado',
        meaning: 'Nenhuma linha da lista de pessoal tem este crachá.',
        next: 'Inclua-o ou verifique directory.badgeNumberFormat.',
      },
      'ambiguous-badge': {
        headline: 'Crachá de várias pessoas',
        meaning: 'Várias pessoas da lista de pessoal têm este crachá.',
        next: 'Corrija a lista de pessoal. O log indica as linhas.',
      },
      'no-roster': {
        headline: 'Lista de pessoal ilegível',
        meaning: 'Nenhum crachá pode ser consultado.',
        next: 'Verifique directory.path e o arquivo. O log indica a causa.',
      },
      'reader-misconfigured': {
        headline: 'Ajuste do leitor incorreto',
        meaning: 'Crachá não lido: o terminal não entende o leitor.',
        next: 'No log, reader.unreadable indica o ajuste necessário.',
      },
      'cannot-save': {
        headline: 'Impossível salvar',
        meaning: 'O terminal não consegue gravar e não aceita saídas.',
        next: 'Libere espaço e verifique as permissões da pasta de dados.',
      },
      'time-clock-off': {
        headline: 'Relógio de ponto desligado',
        meaning: 'No Shifts, a agenda ou o relógio de ponto está desligado.',
        next: 'Ligue-o nas configurações do Shifts.',
      },
      forbidden: {
        headline: 'Falta uma permissão',
        meaning: 'O Microsoft Graph não deixa este aplicativo ler a equipe.',
        next: 'Conceda Schedule.ReadWrite.All com consentimento do administrador no Entra.',
      },
      'read-only': {
        headline: 'Permissão somente leitura',
        meaning: 'O aplicativo pode ler os pontos, mas não encerrá-los.',
        next: 'Conceda Schedule.ReadWrite.All com consentimento do administrador no Entra.',
      },
      'team-not-found': {
        headline: 'Equipe não encontrada',
        meaning: 'O Microsoft Graph não mostra nenhuma agenda desta equipe.',
        next: 'Verifique shifts.teamId e se a equipe usa o Shifts.',
      },
      'sign-in-refused': {
        headline: 'Entrada recusada',
        meaning: 'A Microsoft não aceita o login deste terminal.',
        next: 'Verifique IDs, certificado e relógio. O log indica a causa.',
      },
      unreachable: {
        headline: 'Microsoft fora de alcance',
        meaning: 'Nenhuma resposta útil do Entra ou do Microsoft Graph.',
        next: 'Verifique rede, proxy e firewall. As saídas reais ficam guardadas aqui.',
      },
      throttled: {
        headline: 'Microsoft pede espera',
        meaning: 'Houve solicitações demais.',
        next: 'Repita o teste em um minuto.',
      },
      unclear: {
        headline: 'Resposta inesperada',
        meaning: 'A resposta do Microsoft Graph não serve.',
        next: 'O diagnóstico a mostra entre as últimas falhas.',
      },
    },
  },

  enrollment: {
    title: 'Adicionando crachás: sem registrar saída',
    hold: { headline: 'Aproxime o crachá novo', next: 'Depois escolha de quem ele é.' },
    clockOut: 'Vai registrar a saída? Feche esta tela e aproxime o crachá.',
    nextBadge: 'Aproxime o próximo crachá novo.',
    done: {
      added: { headline: 'Crachá adicionado', meaning: 'Já pode ser usado.' },
      replaced: { headline: 'Crachá substituído', meaning: 'O novo já funciona; o antigo está bloqueado.' },
      'already-added': { headline: 'Crachá já adicionado', meaning: 'A pessoa já tinha este crachá.' },
      blocked: (count, written) =>
        plural(count, {
          one: `${written} crachá bloqueado`,
          many: `${written} de crachás bloqueados`,
          other: `${written} crachás bloqueados`,
        }),
      partial: 'A pessoa tem outros crachás. A TI precisa bloqueá-los.',
    },
    problems: {
      'reader-misconfigured': {
        headline: 'Leitor precisa da TI',
        meaning: 'O terminal não entende o que o leitor envia.',
        next: 'Avise a TI. O log indica o ajuste.',
      },
      'ambiguous-badge': {
        headline: 'É de várias pessoas',
        meaning: 'A lista de pessoal tem este crachá várias vezes.',
        next: 'Peça à TI para corrigir a lista.',
      },
      'not-checked': {
        headline: 'Não deu para verificar',
        meaning: 'A Microsoft não respondeu de quem é o crachá.',
        next: 'Aproxime-o do leitor outra vez.',
      },
      'account-disabled': {
        headline: 'Conta de trabalho desativada',
        meaning: 'Esta pessoa não pode registrar a saída com crachá.',
        next: 'Peça à TI para ativar a conta.',
      },
      'no-badge': {
        headline: 'Nenhum crachá a bloquear',
        meaning: 'Este terminal não conhece nenhum crachá desta pessoa.',
        next: 'Escolha outra pessoa ou pergunte à TI.',
      },
      'not-saved': {
        headline: 'Nada foi salvo',
        meaning: 'O terminal não conseguiu gravar a alteração.',
        next: 'Tente de novo. Se falhar outra vez, avise a TI.',
      },
    },
    pick: {
      add: 'De quem é?',
      block: 'Quem perdeu o crachá?',
      instruction: 'Primeiras letras do nome, ou a matrícula',
      nobody: 'Ninguém encontrado',
      more: (_count, written) => `e mais ${written}`,
      reading: 'Lendo mais nomes…',
      incomplete: 'Podem faltar nomes: não foi possível ler as equipes.',
      disabled: 'conta desativada',
    },
    questions: {
      taken: {
        headline: 'Bloquear este crachá?',
        meaning: 'Ele já é desta pessoa. Nenhuma saída foi registrada.',
        yes: 'Bloquear o crachá',
      },
      replace: {
        headline: 'Substituir o crachá antigo?',
        meaning: 'O antigo será bloqueado e o novo funcionará.',
        yes: 'Substituir',
      },
      block: {
        headline: 'Bloquear todos os crachás?',
        meaning: (count, written) =>
          plural(count, {
            one: `${written} crachá deixará de funcionar.`,
            many: `${written} de crachás deixarão de funcionar.`,
            other: `${written} crachás deixarão de funcionar.`,
          }),
        yes: 'Bloquear',
      },
    },
    buttons: {
      block: 'Bloquear crachá perdido',
      erase: 'Apagar',
      space: 'Espaço',
      back: 'Voltar',
      close: 'Fechar',
    },
  },

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
      'no-such-reader': 'Outro leitor',
      'no-access': 'Leitor negado',
    },
    connection: {
      unknown: 'Ainda sem conexão',
      online: 'Conectado ao Shifts',
      offline: 'Sem conexão, tudo fica salvo',
      'signed-out': 'Sem login, tudo fica salvo',
    },
    staffListOf: (day) => `Lista de pessoal de ${day}`,
    waitingTaps: (count, written) =>
      plural(count, {
        one: `${written} registro a enviar`,
        many: `${written} de registros a enviar`,
        other: `${written} registros a enviar`,
      }),
  },
} as const satisfies Messages
