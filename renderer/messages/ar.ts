import type { Messages } from './messages.ts'
import { pluralsOf } from './plural.ts'

const plural = pluralsOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar')

/** Asks with a verbal noun ("please do the tapping of…"), which is the same to a man and to a woman. */
export const ar = {
  language: 'ar',
  direction: 'rtl',

  starting: { headline: 'جارٍ التشغيل', meaning: 'سيكون هذا الجهاز جاهزًا بعد لحظات.' },
  ready: { headline: 'للانصراف: يُرجى التسجيل هنا', instruction: 'يُرجى تقريب البطاقة من القارئ' },
  heard: { headline: 'تمت قراءة البطاقة', next: 'لحظة من فضلك…' },
  savedHere: {
    headline: 'محفوظ هنا',
    meaning: {
      unknown: 'لم يؤكد Shifts بعد. سيُرسَل تلقائيًا.',
      offline: 'لا يوجد اتصال. سيُرسَل عند عودته.',
      'signed-out': 'يجب أن يصلح قسم التقنية تسجيل الدخول، ثم يُرسَل.',
    },
    next: 'يمكنك الانصراف.',
  },
  confirmed: {
    headline: 'تم تسجيل الانصراف',
    meaning: 'تم التأكيد من Shifts.',
    worked: ({ duration }) => `مدة العمل: ${duration}`,
    breaks: ({ duration }) => `الاستراحات: ${duration}`,
    noBreaks: 'بلا استراحات',
  },

  slots: {
    title: 'أشخاص آخرون',
    waiting: 'انتظار',
    saved: 'محفوظ',
    confirmed: 'انصراف',
    refused: 'مرة أخرى',
  },

  refused: {
    'random-number': {
      headline: 'بطاقة غير مقبولة',
      meaning: 'الهواتف وبعض البطاقات تعطي رقمًا جديدًا في كل مرة.',
      next: 'يُرجى تقريب بطاقة الموظفين وحدها من القارئ.',
    },
    'unreadable-badge': {
      headline: 'لم تُقرأ البطاقة',
      meaning: 'أُبعدت قبل الأوان أو لم تستجب.',
      next: 'يُرجى تثبيتها على القارئ ثانية أطول.',
    },
    'several-badges': {
      headline: 'عدة بطاقات معًا',
      meaning: 'لا يستطيع القارئ معرفة أيها بطاقتك.',
      next: 'يُرجى إخراج بطاقتك وتقريبها وحدها.',
    },
    'reader-misconfigured': ({ code }) => ({
      headline: 'القارئ يحتاج قسم التقنية',
      meaning: 'لم تُقرأ البطاقة: لا يفهم الجهاز ما يرسله القارئ.',
      next: `يُرجى تسجيل الانصراف في Teams وإبلاغ قسم التقنية: ${code}`,
    }),
    'unknown-badge': {
      headline: 'بطاقة غير معروفة',
      meaning: 'ليست في قائمة موظفي هذا الجهاز.',
      next: 'يُرجى الطلب من مسؤول الوردية إضافتها.',
    },
    'ambiguous-badge': {
      headline: 'بطاقة مكررة',
      meaning: 'مسجّلة لأكثر من اسم. لم يُسجَّل انصراف أحد.',
      next: 'يُرجى الطلب من مسؤول الوردية تصحيح ذلك.',
    },
    'account-disabled': {
      headline: 'الحساب معطّل',
      meaning: 'حساب العمل الخاص بك معطّل.',
      next: 'يُرجى الطلب من مسؤول الوردية إبلاغ قسم التقنية.',
    },
    'badge-blocked': {
      headline: 'البطاقة محظورة',
      meaning: 'أُبلغ عن فقدانها أو استُبدلت. لم يُسجَّل انصرافك.',
      next: 'يُرجى مراجعة مسؤول الوردية.',
    },
    'badge-not-checked': {
      headline: 'لم يتم التحقق',
      meaning: 'لم تستجب قائمة الموظفين. لم يُسجَّل انصرافك.',
      next: 'يُرجى المحاولة مرة أخرى أو تسجيل الانصراف في Teams.',
    },
    'badge-left-on-reader': {
      headline: 'البطاقة على القارئ',
      meaning: 'تُقرأ البطاقة مرارًا وتكرارًا.',
      next: 'يُرجى رفع بطاقتك عن القارئ.',
    },
    'not-clocked-in': {
      headline: 'الحضور غير مسجّل',
      meaning: 'لا توجد لك بطاقة وقت مفتوحة في Shifts.',
      next: 'عند الحضور: التسجيل في Teams. عند الانصراف: مراجعة مسؤول الوردية.',
    },
    'no-time-card': ({ code }) => ({
      headline: 'لا توجد بطاقة وقت',
      meaning: 'ليست لك أي بطاقة وقت في Shifts لهذا الفريق.',
      next: `للموظف الجديد: التسجيل في Teams. وإلا فالرمز لقسم التقنية: ${code}`,
    }),
    'already-clocked-out': ({ clockedOutAt }) => ({
      headline: 'الانصراف مسجّل مسبقًا',
      meaning: `انتهى دوامك: ${clockedOutAt}.`,
      next: 'إن كان ذلك خطأ، فيُرجى إبلاغ مسؤول الوردية.',
    }),
    'open-too-long': ({ clockedInAt }) => ({
      headline: 'الدوام ما زال مفتوحًا',
      meaning: `حضورك مسجّل منذ: ${clockedInAt}.`,
      next: 'يُرجى الطلب من مسؤول الوردية تحديد وقت الانتهاء.',
    }),
    'not-recorded': ({ code }) => ({
      headline: 'تعذّر الحفظ',
      meaning: 'لم يستطع الجهاز تدوين انصرافك.',
      next: `يُرجى تسجيل الانصراف في Teams. الرمز لمسؤول الوردية: ${code}`,
    }),
    parked: ({ code }) => ({
      headline: 'مرفوض من Shifts',
      meaning: 'تسجيلك محفوظ هنا. يجب أن يعالجه أحد المسؤولين.',
      next: `يُرجى إعطاء مسؤول الوردية هذا الرمز: ${code}`,
    }),
    'kiosk-refused': ({ code }) => ({
      headline: 'الجهاز يحتاج قسم التقنية',
      meaning: 'يجب أن يصلح قسم التقنية هذا الجهاز. تسجيلك محفوظ.',
      next: `يُرجى تسجيل الانصراف في Teams. الرمز لقسم التقنية: ${code}`,
    }),
  },

  outOfService: {
    reader: {
      starting: {
        headline: 'القارئ قيد التشغيل',
        meaning: 'قارئ البطاقات ليس جاهزًا بعد.',
        next: 'سيستمر تلقائيًا، وإلا فيُرجى إعادة تشغيل الجهاز.',
      },
      'service-stopped': {
        headline: 'خدمة القارئ متوقفة',
        meaning: 'خدمة البطاقات الذكية لا تعمل على هذا الحاسوب.',
        next: 'يُرجى تشغيل خدمة البطاقات الذكية. سيستمر الجهاز تلقائيًا.',
      },
      'software-missing': {
        headline: 'برنامج القارئ غير موجود',
        meaning: 'ثُبّت هذا الجهاز دون برنامج قارئ البطاقات.',
        next: 'يُرجى إعادة التثبيت مع nfc-pcsc أو اختيار قارئ آخر.',
      },
      'no-reader': {
        headline: 'لا يوجد قارئ بطاقات',
        meaning: 'لا يوجد قارئ بطاقات موصول بهذا الجهاز.',
        next: 'يُرجى توصيل القارئ. سيستمر الجهاز تلقائيًا.',
      },
      failing: {
        headline: 'عطل في القارئ',
        meaning: 'قارئ البطاقات موصول لكنه لا يعمل.',
        next: 'يُرجى فصل القارئ ثم توصيله من جديد.',
      },
      'no-such-reader': {
        headline: 'القارئ المحدد غير موجود',
        meaning: 'أسماء القارئات الموصولة تختلف عن الاسم في الإعدادات.',
        next: 'يُرجى توصيل القارئ المحدد أو تصحيح reader.name.',
      },
      'stopped-without-reader': {
        headline: 'القارئ غير موصول',
        meaning: 'يوقف Windows خدمة البطاقات الذكية عند غياب القارئ.',
        next: 'يُرجى توصيل القارئ. وإن كان موصولًا فتشغيل الخدمة.',
      },
      'no-access': {
        headline: 'الوصول إلى القارئ مرفوض',
        meaning: 'لا يُسمح لهذا الجهاز باستخدام خدمة البطاقات الذكية.',
        next: 'يُرجى السماح لحساب الجهاز باستخدامها (Linux: قاعدة polkit).',
      },
    },
    journal: {
      headline: 'لا يمكن الحفظ',
      meaning: 'لا يستطيع هذا الجهاز الكتابة على قرصه.',
      next: 'يُرجى توفير مساحة على القرص والتحقق من أذونات مجلد البيانات.',
    },
    directory: {
      headline: 'لا توجد قائمة موظفين',
      meaning: 'لا يستطيع هذا الجهاز معرفة صاحب البطاقة.',
      next: 'يُرجى تصحيح قائمة الموظفين. سيستمر الجهاز تلقائيًا.',
    },
    fault: {
      headline: 'توقف الجهاز',
      meaning: 'حدث خطأ داخل هذا الجهاز.',
      next: 'يُرجى إعادة تشغيل الجهاز. يبيّن سجله ما حدث.',
    },
  },
  clockOutElsewhere: 'حتى ذلك الحين، يُرجى تسجيل الانصراف في Teams.',
  forIt: 'لقسم تقنية المعلومات',

  practice: {
    title: 'تجربة: لن يُرسَل شيء',
    waiting: { meaning: 'البطاقة التالية لا تسجّل انصراف أحد.', next: 'يُرجى تقريب بطاقة واحدة من القارئ.' },
    nextIsReal: 'البطاقة التالية ستُسجَّل فعلًا.',
    end: 'إنهاء التجربة',
    numbers: 'رقم هذه البطاقة:',
    listed: 'في قائمة الموظفين',
    outcomes: {
      'would-clock-out': ({ clockedInAt, isOnBreak }) => ({
        headline: 'كان الانصراف سيُسجَّل',
        meaning: isOnBreak
          ? `بطاقة الوقت مفتوحة منذ: ${clockedInAt}، والآن في استراحة.`
          : `بطاقة الوقت مفتوحة منذ: ${clockedInAt}.`,
        next: 'هذه البطاقة جاهزة للتسجيل الفعلي.',
      }),
      'already-clocked-out': ({ clockedOutAt }) => ({
        headline: 'بطاقة الوقت منتهية',
        meaning: `انتهت حسب Shifts: ${clockedOutAt}.`,
        next: 'يُرجى تسجيل الحضور في Teams ثم إعادة التجربة.',
      }),
      'open-too-long': ({ clockedInAt }) => ({
        headline: 'بطاقة الوقت قديمة',
        meaning: `مفتوحة منذ: ${clockedInAt}. تتجاوز الحد shifts.maxOpenHours.`,
        next: 'يُرجى تحديد وقت انتهائها في Teams ثم إعادة التجربة.',
      }),
      'not-clocked-in': {
        headline: 'لا بطاقة وقت مفتوحة',
        meaning: 'لا يعرض Shifts أي بطاقة لهذا الشخص في هذا الفريق.',
        next: 'يُرجى تسجيل الحضور في Teams ثم إعادة التجربة.',
      },
      'unknown-badge': {
        headline: 'البطاقة غير مدرجة',
        meaning: 'لا يوجد سطر في قائمة الموظفين لهذه البطاقة.',
        next: 'يُرجى إضافتها أو التحقق من directory.badgeNumberFormat.',
      },
      'ambiguous-badge': {
        headline: 'البطاقة لعدة أشخاص',
        meaning: 'عدة أشخاص في قائمة الموظفين لهم هذه البطاقة.',
        next: 'يُرجى تصحيح قائمة الموظفين. يبيّن السجل الأسطر.',
      },
      'no-roster': {
        headline: 'تعذّرت قراءة القائمة',
        meaning: 'لا يمكن البحث عن أي بطاقة.',
        next: 'يُرجى التحقق من directory.path والملف. يبيّن السجل السبب.',
      },
      'reader-misconfigured': {
        headline: 'إعداد القارئ غير صحيح',
        meaning: 'لم تُقرأ البطاقة: لا يفهم الجهاز ما يرسله القارئ.',
        next: 'يبيّن السجل في reader.unreadable الإعداد المطلوب.',
      },
      'cannot-save': {
        headline: 'الحفظ غير ممكن',
        meaning: 'لا يستطيع الجهاز الحفظ ولا يقبل أي تسجيل.',
        next: 'يُرجى توفير مساحة على القرص والتحقق من أذونات مجلد البيانات.',
      },
      'time-clock-off': {
        headline: 'ساعة الدوام متوقفة',
        meaning: 'الجدول أو ساعة الدوام لهذا الفريق متوقفة في Shifts.',
        next: 'يُرجى تشغيلها من إعدادات Shifts.',
      },
      forbidden: {
        headline: 'إذن مفقود',
        meaning: 'لا يسمح Microsoft Graph لهذا التطبيق بقراءة الفريق.',
        next: 'يُرجى منح Schedule.ReadWrite.All بموافقة المسؤول في Entra.',
      },
      'read-only': {
        headline: 'إذن للقراءة فقط',
        meaning: 'يستطيع التطبيق قراءة بطاقات الوقت لا إنهاءها.',
        next: 'يُرجى منح Schedule.ReadWrite.All بموافقة المسؤول في Entra.',
      },
      'team-not-found': {
        headline: 'الفريق غير موجود',
        meaning: 'لا يعرض Microsoft Graph جدولًا لهذا الفريق.',
        next: 'يُرجى التحقق من shifts.teamId ومن استخدام الفريق لـ Shifts.',
      },
      'sign-in-refused': {
        headline: 'رُفض تسجيل الدخول',
        meaning: 'لا تقبل Microsoft تسجيل دخول هذا الجهاز.',
        next: 'يُرجى التحقق من المعرّفات والشهادة والساعة. يبيّن السجل السبب.',
      },
      unreachable: {
        headline: 'تعذّر الوصول إلى Microsoft',
        meaning: 'لا إجابة صالحة من Entra أو Microsoft Graph.',
        next: 'يُرجى التحقق من الشبكة والوكيل وجدار الحماية. التسجيلات الفعلية تُحفظ هنا.',
      },
      throttled: {
        headline: 'Microsoft تطلب الانتظار',
        meaning: 'كانت الطلبات كثيرة جدًا.',
        next: 'يُرجى إعادة التجربة بعد دقيقة.',
      },
      unclear: {
        headline: 'إجابة غير متوقعة',
        meaning: 'أعطى Microsoft Graph إجابة غير صالحة.',
        next: 'يذكرها التشخيص ضمن آخر الأخطاء.',
      },
    },
  },

  enrollment: {
    title: 'إضافة بطاقات: لا تسجيل للانصراف',
    hold: { headline: 'يُرجى تقريب البطاقة الجديدة', next: 'بعدها يُختار صاحب البطاقة.' },
    clockOut: 'للانصراف: يُرجى إغلاق هذه الشاشة ثم تقريب البطاقة.',
    nextBadge: 'يُرجى تقريب البطاقة الجديدة التالية.',
    done: {
      added: { headline: 'أُضيفت البطاقة', meaning: 'تعمل من الآن.' },
      replaced: { headline: 'استُبدلت البطاقة', meaning: 'الجديدة تعمل، والقديمة محظورة.' },
      'already-added': { headline: 'البطاقة مضافة مسبقًا', meaning: 'كانت هذه البطاقة مسجّلة لهذا الشخص.' },
      blocked: (count, written) =>
        plural(count, {
          zero: 'لم تُحظر أي بطاقة',
          one: 'حُظرت بطاقة واحدة',
          two: 'حُظرت بطاقتان',
          few: `حُظرت ${written} بطاقات`,
          many: `حُظرت ${written} بطاقة`,
          other: `حُظرت ${written} بطاقة`,
        }),
      partial: 'لهذا الشخص بطاقات أخرى. على قسم التقنية حظرها.',
    },
    problems: {
      'reader-misconfigured': {
        headline: 'ضبط القارئ غير صحيح',
        meaning: 'لا يفهم الجهاز ما يرسله القارئ.',
        next: 'يُرجى إبلاغ قسم التقنية. السجل يذكر الإعداد.',
      },
      'ambiguous-badge': {
        headline: 'يحملها عدة أشخاص',
        meaning: 'قائمة الموظفين تذكر هذه البطاقة أكثر من مرة.',
        next: 'يُرجى الطلب من قسم التقنية تصحيح القائمة.',
      },
      'not-checked': {
        headline: 'تعذّر التحقق من البطاقة',
        meaning: 'لم تُجب Microsoft عن صاحب البطاقة.',
        next: 'يُرجى تقريبها من القارئ مرة أخرى.',
      },
      'account-disabled': {
        headline: 'حساب العمل معطّل',
        meaning: 'لا يمكن لهذا الشخص تسجيل الانصراف بالبطاقة.',
        next: 'يُرجى الطلب من قسم التقنية تفعيل الحساب.',
      },
      'no-badge': {
        headline: 'لا توجد بطاقة لحظرها',
        meaning: 'لا يعرف هذا الجهاز أي بطاقة لهذا الشخص.',
        next: 'يُرجى اختيار شخص آخر أو سؤال قسم التقنية.',
      },
      'not-saved': {
        headline: 'لم يُحفظ شيء',
        meaning: 'لم يتمكن الجهاز من كتابة التغيير.',
        next: 'يُرجى المحاولة مرة أخرى، ثم إبلاغ قسم التقنية.',
      },
    },
    pick: {
      add: 'لمن هذه البطاقة؟',
      block: 'من فقد بطاقته؟',
      instruction: 'الأحرف الأولى من الاسم أو رقم الموظف',
      nobody: 'لم يُعثر على أحد',
      more: (count, written) =>
        plural(count, {
          zero: 'لا أحد غيرهم',
          one: 'وشخص آخر',
          two: 'وشخصان آخران',
          few: `و${written} آخرون`,
          many: `و${written} آخرون`,
          other: `و${written} آخرون`,
        }),
      reading: 'تُقرأ أسماء أخرى…',
      incomplete: 'قد تنقص أسماء: تعذّرت قراءة الفرق.',
      disabled: 'حساب معطّل',
    },
    questions: {
      taken: {
        headline: 'حظر هذه البطاقة؟',
        meaning: 'هي مسجّلة لهذا الشخص. لم يُسجَّل انصراف أحد.',
        yes: 'حظر البطاقة',
      },
      replace: {
        headline: 'استبدال البطاقة القديمة؟',
        meaning: 'تُحظر القديمة وتعمل الجديدة.',
        yes: 'استبدال',
      },
      block: {
        headline: 'حظر كل بطاقات الشخص؟',
        meaning: (count, written) =>
          plural(count, {
            zero: 'لن تتوقف أي بطاقة عن العمل.',
            one: 'ستتوقف بطاقة واحدة عن العمل.',
            two: 'ستتوقف بطاقتان عن العمل.',
            few: `ستتوقف ${written} بطاقات عن العمل.`,
            many: `ستتوقف ${written} بطاقة عن العمل.`,
            other: `ستتوقف ${written} بطاقة عن العمل.`,
          }),
        yes: 'حظر',
      },
    },
    buttons: { block: 'حظر بطاقة مفقودة', erase: 'مسح', space: 'مسافة', back: 'رجوع', close: 'إغلاق' },
  },

  setupNeeded: {
    headline: 'الإعداد مطلوب',
    meaning: 'لا يستطيع هذا الجهاز العمل بملف الإعدادات الحالي.',
    next: 'بعد التصحيح، يُرجى التحقق بتشغيل الجهاز مع الخيار',
    file: 'الملف',
    wholeFile: 'الملف كله',
    place: ({ line, column }) => (column === undefined ? `السطر ${line}` : `السطر ${line}، العمود ${column}`),
    expected: ({ expected }) => `المتوقع: ${expected}`,
    problems: (count, written) =>
      plural(count, {
        zero: 'لا مشاكل',
        one: 'مشكلة واحدة',
        two: 'مشكلتان',
        few: `${written} مشاكل`,
        many: `${written} مشكلة`,
        other: `${written} مشكلة`,
      }),
  },

  status: {
    reader: {
      starting: 'القارئ قيد التشغيل',
      'no-service': 'القارئ متوقف',
      'no-reader': 'لا يوجد قارئ',
      ready: 'القارئ جاهز',
      failing: 'عطل في القارئ',
      'no-such-reader': 'قارئ آخر',
      'no-access': 'القارئ مرفوض',
    },
    connection: {
      unknown: 'لم يتم الاتصال بعد',
      online: 'متصل بـ Shifts',
      offline: 'غير متصل، كل شيء محفوظ',
      'signed-out': 'تسجيل الدخول مرفوض، كل شيء محفوظ',
    },
    staffListOf: (day) => `قائمة الموظفين بتاريخ ${day}`,
    waitingTaps: (count, written) =>
      plural(count, {
        zero: 'لا تسجيلات بانتظار الإرسال',
        one: 'تسجيل واحد بانتظار الإرسال',
        two: 'تسجيلان بانتظار الإرسال',
        few: `${written} تسجيلات بانتظار الإرسال`,
        many: `${written} تسجيلًا بانتظار الإرسال`,
        other: `${written} تسجيل بانتظار الإرسال`,
      }),
  },
} as const satisfies Messages
