import {
  enrollmentProblems,
  type Enrollment,
  type EnrollmentDone,
  type EnrollmentMatch,
  type EnrollmentQuestion,
} from '../../electron/contract/enrollment.ts'

type Pick = Extract<Enrollment, { kind: 'pick' }>

const latinKeys = Array.from('abcdefghijklmnopqrstuvwxyz')

const ms: readonly EnrollmentMatch[] = [
  { id: 4, name: 'Mara Ibsen', hint: '100417' },
  { id: 9, name: 'Marta Quintana', hint: '100422' },
  { id: 12, name: 'Marta Quintana', hint: '100530' },
  { id: 13, name: 'Martin Oyelaran', hint: '100533', isDisabled: true },
  { id: 21, name: 'Mohammed Al-Hashimi', hint: 'mohammed.alhashimi@contoso.example' },
]

const longNames: readonly EnrollmentMatch[] = [
  { id: 1, name: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(3).slice(0, 80), hint: '100000000000000001' },
  {
    id: 2,
    name: 'María de los Ángeles Fernández-Villaverde y Rodríguez de la Borbolla Hohenstaufen',
    hint: 'maria.de.los.angeles.fernandez-villaverde.y.rodriguez@contoso-logistics.example',
  },
  { id: 3, name: 'محمد عبد الرحمن بن عبد العزيز الهاشمي القرشي البغدادي', hint: '100533', isDisabled: true },
  { id: 4, name: '王小明', hint: '100417' },
  { id: 5, name: 'Zoë Łukasiewicz', hint: 'zoe@contoso.example' },
  { id: 6, name: 'Ng', isDisabled: true },
]

const nobody: Pick = {
  kind: 'pick',
  task: 'add',
  typed: '',
  keys: [],
  matches: [],
  more: 0,
  people: 'complete',
}

const open: Pick = { ...nobody, keys: latinKeys, matches: longNames.slice(2), more: 148 }
const typed: Pick = { ...nobody, typed: 'ma', keys: ['d', 'r', 's', 'x'], matches: ms }

const picks: Readonly<Record<string, Pick>> = {
  pick: typed,
  'pick-open': { ...open, people: 'reading' },
  'pick-one': {
    ...typed,
    typed: 'marta q',
    keys: ['u'],
    matches: ms.slice(1, 3),
    highlighted: 12,
  },
  'pick-block': { ...typed, task: 'block', typed: 'mo', keys: ['h', ' '], matches: ms.slice(4) },
  'pick-crowded': {
    ...nobody,
    keys: latinKeys.concat(Array.from("0123456789-'.")),
    matches: longNames,
    more: 1204,
    highlighted: 3,
    people: 'incomplete',
  },
  'pick-scripts': {
    ...nobody,
    keys: Array.from('ابتثجحخدذرزسشصضطظعغفقكلمنهوي王李张刘陈杨黄赵周吴 '),
    matches: longNames.slice(2, 4),
    people: 'reading',
  },
  'pick-chinese': { ...nobody, typed: '王', keys: ['小', '大', '丽'], matches: longNames.slice(3, 4) },
  'pick-nobody': { ...nobody, typed: 'xq', people: 'incomplete' },
  ...Object.fromEntries(
    (['account-disabled', 'no-badge', 'not-saved'] as const).map((problem) => [
      `pick-${problem}`,
      { ...typed, task: problem === 'no-badge' ? 'block' : 'add', highlighted: 13, problem },
    ]),
  ),
}

const personName = 'Marta Quintana'

/** A sample of each kind; the types ensure that none is missing. */
export const doneSamples: {
  readonly [Kind in EnrollmentDone['kind']]: Extract<EnrollmentDone, { kind: Kind }>
} = {
  added: { kind: 'added', personName },
  replaced: { kind: 'replaced', personName },
  'already-added': { kind: 'already-added', personName },
  blocked: { kind: 'blocked', personName, badges: 2 },
}

export const questionSamples: {
  readonly [Kind in EnrollmentQuestion['kind']]: Extract<EnrollmentQuestion, { kind: Kind }>
} = {
  taken: { kind: 'taken', personName },
  replace: { kind: 'replace', personName },
  block: { kind: 'block', personName, badges: 2 },
}

const longName = longNames[1]?.name ?? ''

export const enrollments: Readonly<Record<string, Enrollment>> = {
  hold: { kind: 'hold' },
  ...Object.fromEntries(Object.values(doneSamples).map((each) => [each.kind, { kind: 'hold', done: each }])),
  'added-long-name': { kind: 'hold', done: { kind: 'added', personName: longName } },
  'replaced-partly': { kind: 'hold', done: { ...doneSamples.replaced, isPartial: true } },
  'blocked-partly': { kind: 'hold', done: { ...doneSamples.blocked, badges: 1, isPartial: true } },
  ...Object.fromEntries(
    enrollmentProblems.map((problem) => [
      `problem-${problem}`,
      { kind: 'hold', done: doneSamples.added, problem },
    ]),
  ),
  ...picks,
  ...Object.fromEntries(
    Object.values(questionSamples).map((question) => [
      `confirm-${question.kind}`,
      { kind: 'confirm', question },
    ]),
  ),
  'confirm-long-name': { kind: 'confirm', question: { kind: 'taken', personName: longName } },
  busy: { kind: 'busy' },
}
