import type { Messages } from './messages.ts'

/** Chinese has one form for every number. */
export const zhHans = {
  language: 'zh-Hans',
  direction: 'ltr',

  starting: { headline: '正在启动', meaning: '本机即将就绪。' },
  ready: { headline: '下班？请在此打卡', instruction: '请将工牌靠近读卡器' },
  heard: { headline: '已读取工牌', next: '请稍候…' },
  savedHere: {
    headline: '已保存在本机',
    meaning: {
      unknown: 'Shifts 尚未确认，稍后会自动发送。',
      offline: '网络未连接，恢复后会自动发送。',
      'signed-out': '需 IT 修复登录，之后会自动发送。',
    },
    next: '您可以离开了。',
  },
  confirmed: {
    headline: '下班打卡成功',
    meaning: 'Shifts 已确认。',
    worked: ({ duration }) => `工作时长：${duration}`,
    breaks: ({ duration }) => `休息时长：${duration}`,
    noBreaks: '无休息记录',
  },

  slots: { title: '其他人', waiting: '请稍候', saved: '已保存', confirmed: '已下班', refused: '请重刷' },

  refused: {
    'random-number': {
      headline: '不是员工工牌',
      meaning: '手机和部分卡片每次都会产生新号码。',
      next: '请只将员工工牌靠近读卡器。',
    },
    'unreadable-badge': {
      headline: '未读到工牌',
      meaning: '工牌移开过早，或没有响应。',
      next: '请将工牌平放在读卡器上，多停留一秒。',
    },
    'several-badges': {
      headline: '有多张工牌',
      meaning: '读卡器无法判断哪张是您的。',
      next: '请取出您的工牌，单独刷一次。',
    },
    'reader-misconfigured': ({ code }) => ({
      headline: '读卡器需 IT 处理',
      meaning: '未读到工牌：本机无法识别读卡器发送的内容。',
      next: `请在 Teams 打卡，并报告 IT：${code}`,
    }),
    'unknown-badge': {
      headline: '工牌未登记',
      meaning: '这张工牌不在本机的员工名单中。',
      next: '请联系班组长添加。',
    },
    'ambiguous-badge': {
      headline: '工牌重复登记',
      meaning: '它对应多个姓名，未为任何人打卡。',
      next: '请联系班组长更正。',
    },
    'account-disabled': {
      headline: '账户已停用',
      meaning: '您的工作账户已停用。',
      next: '请联系班组长通知 IT。',
    },
    'badge-blocked': {
      headline: '工牌已停用',
      meaning: '它已挂失或被更换，未为您打卡。',
      next: '请联系班组长。',
    },
    'badge-not-checked': {
      headline: '工牌未能核对',
      meaning: '员工名单没有响应，未为您打卡。',
      next: '请再刷一次，或在 Teams 中打卡。',
    },
    'badge-left-on-reader': {
      headline: '工牌仍在读卡器上',
      meaning: '工牌被反复读取。',
      next: '请从读卡器上拿走您的工牌。',
    },
    'not-clocked-in': {
      headline: '没有上班打卡',
      meaning: 'Shifts 中没有您未结束的工时卡。',
      next: '上班？请在 Teams 打卡。下班？请找班组长。',
    },
    'no-time-card': ({ code }) => ({
      headline: '没有工时卡',
      meaning: 'Shifts 中此团队没有您的工时卡。',
      next: `新员工请先在 Teams 打卡，否则告知 IT 代码：${code}`,
    }),
    'already-clocked-out': ({ clockedOutAt }) => ({
      headline: '已经下班打卡',
      meaning: `您的考勤已结束：${clockedOutAt}。`,
      next: '如有错误，请告知班组长。',
    }),
    'open-too-long': ({ clockedInAt }) => ({
      headline: '上次未下班打卡',
      meaning: `上班打卡时间：${clockedInAt}。`,
      next: '请联系班组长补填下班时间。',
    }),
    'not-recorded': ({ code }) => ({
      headline: '打卡未能保存',
      meaning: '本机无法写入您的下班打卡。',
      next: `请在 Teams 中打卡。告知班组长代码：${code}`,
    }),
    parked: ({ code }) => ({
      headline: '被 Shifts 拒绝',
      meaning: '您的打卡已保留在本机，需管理人员处理。',
      next: `请将此代码告知班组长：${code}`,
    }),
    'kiosk-refused': ({ code }) => ({
      headline: '本机需 IT 处理',
      meaning: 'IT 必须修复本机。您的打卡已保留。',
      next: `请在 Teams 打卡，并告知 IT 代码：${code}`,
    }),
  },

  outOfService: {
    reader: {
      starting: {
        headline: '读卡器正在启动',
        meaning: '工牌读卡器尚未就绪。',
        next: '会自动恢复；如未恢复，请重启本机。',
      },
      'service-stopped': {
        headline: '读卡服务已停止',
        meaning: '这台电脑的智能卡服务未运行。',
        next: '请启动智能卡服务，本机会自动恢复。',
      },
      'software-missing': {
        headline: '缺少读卡器软件',
        meaning: '安装本机时未包含读卡器软件。',
        next: '请连同 nfc-pcsc 重新安装，或改用其他读卡器。',
      },
      'no-reader': {
        headline: '没有读卡器',
        meaning: '本机未连接任何工牌读卡器。',
        next: '请连接读卡器，本机会自动恢复。',
      },
      failing: {
        headline: '读卡器故障',
        meaning: '读卡器已连接，但无法工作。',
        next: '请拔下读卡器，然后重新插入。',
      },
      'no-such-reader': {
        headline: '未找到指定读卡器',
        meaning: '现有读卡器的名称与配置不符。',
        next: '请连接指定的读卡器，或更正 reader.name。',
      },
      'stopped-without-reader': {
        headline: '读卡器未连接',
        meaning: '没有读卡器时，Windows 会停止智能卡服务。',
        next: '请连接读卡器；如已连接，请启动智能卡服务。',
      },
      'no-access': {
        headline: '无权访问读卡器',
        meaning: '本机无权使用智能卡服务。',
        next: '请授权本机账户使用该服务（Linux：polkit 规则）。',
      },
    },
    journal: {
      headline: '无法保存打卡',
      meaning: '本机无法写入磁盘。',
      next: '请释放磁盘空间，并检查数据文件夹的写入权限。',
    },
    directory: {
      headline: '没有员工名单',
      meaning: '本机无法查询工牌属于谁。',
      next: '请修正员工名单，本机会自动恢复。',
    },
    fault: {
      headline: '本机已停止',
      meaning: '本机内部发生错误。',
      next: '请重启本机，原因见日志。',
    },
  },
  clockOutElsewhere: '在此期间，请在 Teams 中打卡下班。',
  forIt: 'IT 人员',

  practice: {
    title: '试刷：不会发送',
    waiting: { meaning: '下一张工牌不会为任何人打卡。', next: '请将一张工牌靠近读卡器。' },
    nextIsReal: '再刷一次即为正式打卡。',
    end: '结束试刷',
    numbers: '此工牌的号码：',
    listed: '在员工名单中',
    outcomes: {
      'would-clock-out': ({ clockedInAt, isOnBreak }) => ({
        headline: '可以下班打卡',
        meaning: isOnBreak ? `工时卡开始于：${clockedInAt}，正在休息。` : `工时卡开始于：${clockedInAt}。`,
        next: '这张工牌可以正式使用。',
      }),
      'already-clocked-out': ({ clockedOutAt }) => ({
        headline: '工时卡已结束',
        meaning: `Shifts 显示结束时间：${clockedOutAt}。`,
        next: '请在 Teams 中上班打卡，然后重新试刷。',
      }),
      'open-too-long': ({ clockedInAt }) => ({
        headline: '工时卡过久未结束',
        meaning: `开始于：${clockedInAt}，已超过 shifts.maxOpenHours。`,
        next: '请在 Teams 中填写结束时间，然后重新试刷。',
      }),
      'not-clocked-in': {
        headline: '没有打开的工时卡',
        meaning: 'Shifts 中此人在该团队没有打开的工时卡。',
        next: '请在 Teams 中上班打卡，然后重新试刷。',
      },
      'unknown-badge': {
        headline: '名单中无此工牌',
        meaning: '员工名单中没有包含这张工牌的行。',
        next: '请添加，或检查 directory.badgeNumberFormat。',
      },
      'ambiguous-badge': {
        headline: '工牌属于多人',
        meaning: '员工名单中有多人使用这张工牌。',
        next: '请更正员工名单，行号见日志。',
      },
      'no-roster': {
        headline: '无法读取名单',
        meaning: '无法查询任何工牌。',
        next: '请检查 directory.path 和文件，原因见日志。',
      },
      'reader-misconfigured': {
        headline: '读卡器设置有误',
        meaning: '未读到工牌：本机无法识别读卡器发送的内容。',
        next: '请查看日志中的 reader.unreadable，其中指明需修改的设置。',
      },
      'cannot-save': {
        headline: '打卡无法保存',
        meaning: '本机无法写入记录，不接受打卡。',
        next: '请释放磁盘空间，并检查数据文件夹的写入权限。',
      },
      'time-clock-off': {
        headline: '打卡功能已关闭',
        meaning: 'Shifts 中该团队的排班或打卡功能已关闭。',
        next: '请在 Shifts 的设置中开启。',
      },
      forbidden: {
        headline: '缺少权限',
        meaning: 'Microsoft Graph 不允许此应用读取该团队。',
        next: '请在 Entra 中以管理员同意授予 Schedule.ReadWrite.All。',
      },
      'read-only': {
        headline: '只有读取权限',
        meaning: '此应用可以读取工时卡，但不能结束它们。',
        next: '请在 Entra 中以管理员同意授予 Schedule.ReadWrite.All。',
      },
      'team-not-found': {
        headline: '找不到团队',
        meaning: 'Microsoft Graph 中没有该团队的排班。',
        next: '请检查 shifts.teamId，以及该团队是否使用 Shifts。',
      },
      'sign-in-refused': {
        headline: '登录被拒绝',
        meaning: 'Microsoft 不接受本机的登录。',
        next: '请检查标识、证书和时钟，原因见日志。',
      },
      unreachable: {
        headline: '无法连接微软',
        meaning: '未收到 Entra 或 Microsoft Graph 的有效回答。',
        next: '请检查网络、代理和防火墙。正式打卡会保留。',
      },
      throttled: { headline: '微软要求稍候', meaning: '请求过多。', next: '请一分钟后重新试刷。' },
      unclear: {
        headline: '意外的回答',
        meaning: 'Microsoft Graph 的回答无法使用。',
        next: '诊断页面的最近故障中会列出。',
      },
    },
  },

  enrollment: {
    title: '正在添加工牌：不打卡',
    hold: { headline: '请将新工牌靠近', next: '然后选择它属于谁。' },
    clockOut: '要打卡？请先关闭此页面，再刷工牌。',
    nextBadge: '请将下一张新工牌靠近读卡器。',
    done: {
      added: { headline: '工牌已添加', meaning: '现在即可使用。' },
      replaced: { headline: '工牌已更换', meaning: '新工牌可用，旧工牌已停用。' },
      'already-added': { headline: '工牌早已添加', meaning: '此人已有这张工牌。' },
      blocked: (_count, written) => `已停用 ${written} 张工牌`,
      partial: '此人还有其他工牌，须由 IT 停用。',
    },
    problems: {
      'reader-misconfigured': {
        headline: '读卡器设置不对',
        meaning: '本机无法识别读卡器发送的内容。',
        next: '请报告 IT，日志中写明了该设置。',
      },
      'ambiguous-badge': {
        headline: '多人持有此工牌',
        meaning: '员工名单中多人有这张工牌。',
        next: '请让 IT 更正员工名单。',
      },
      'not-checked': {
        headline: '无法核对工牌',
        meaning: 'Microsoft 未答复工牌属于谁。',
        next: '请再次将它靠近读卡器。',
      },
      'account-disabled': {
        headline: '工作账户已停用',
        meaning: '此人不能用工牌打卡。',
        next: '请让 IT 启用该账户。',
      },
      'no-badge': {
        headline: '没有可停用的工牌',
        meaning: '本机没有此人的工牌。',
        next: '请选择其他人，或询问 IT。',
      },
      'not-saved': {
        headline: '未保存任何更改',
        meaning: '本机无法写入更改。',
        next: '请重试；若仍失败，请报告 IT。',
      },
    },
    pick: {
      add: '这是谁的工牌？',
      block: '谁丢了工牌？',
      instruction: '输入姓名首字或员工编号',
      nobody: '没有找到',
      more: (_count, written) => `另有 ${written} 人`,
      reading: '正在读取更多姓名…',
      incomplete: '可能缺少部分人员：未能读取团队。',
      disabled: '账户已停用',
    },
    questions: {
      taken: { headline: '停用这张工牌？', meaning: '它已属于此人，未为任何人打卡。', yes: '停用工牌' },
      replace: { headline: '更换旧工牌？', meaning: '旧工牌将停用，新工牌可用。', yes: '更换' },
      block: {
        headline: '停用此人的工牌？',
        meaning: (_count, written) => `${written} 张工牌将停用。`,
        yes: '停用',
      },
    },
    buttons: { block: '停用丢失的工牌', erase: '删除', space: '空格', back: '返回', close: '关闭' },
  },

  setupNeeded: {
    headline: '需要配置',
    meaning: '本机无法使用当前的配置文件启动。',
    next: '修正后，请用以下选项启动本机进行检查：',
    file: '文件',
    wholeFile: '整个文件',
    place: ({ line, column }) => (column === undefined ? `第 ${line} 行` : `第 ${line} 行，第 ${column} 列`),
    expected: ({ expected }) => `应为：${expected}`,
    problems: (_count, written) => `${written} 个问题`,
  },

  status: {
    reader: {
      starting: '读卡器正在启动',
      'no-service': '读卡器未运行',
      'no-reader': '没有读卡器',
      ready: '读卡器就绪',
      failing: '读卡器故障',
      'no-such-reader': '其他读卡器',
      'no-access': '读卡器被拒绝',
    },
    connection: {
      unknown: '尚未连接',
      online: '已连接 Shifts',
      offline: '离线，打卡已保留',
      'signed-out': '登录被拒，打卡已保留',
    },
    staffListOf: (day) => `员工名单：${day}`,
    waitingTaps: (_count, written) => `${written} 条打卡待发送`,
  },
} as const satisfies Messages
