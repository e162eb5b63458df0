// A catalogue in the exact form of GET /api/catalogue, for development without the real server.

const samples = (name = 'samples', title = 'Samples') => ({ name, carries: 'samples', title, help: 'Measured values.' });
const events = (name = 'events', title = 'Events') => ({ name, carries: 'events', title, help: 'Things that happened.' });
const object = (properties, required = []) => ({ type: 'object', properties, required, additionalProperties: false });
const number = (title, extra = {}) => ({ type: 'number', title, 'x-widget': 'number', ...extra });
const text = (title, extra = {}) => ({ type: 'string', title, 'x-widget': 'text', ...extra });
const seconds = (title, value, extra = {}) => ({ type: 'number', title, default: value, minimum: 0, 'x-widget': 'duration', 'x-unit': 's', ...extra });
const optional = (title, extra = {}) => ({ anyOf: [{ type: 'number' }, { type: 'null' }], default: null, title, 'x-widget': 'number', ...extra });
const point = (title = 'Point', extra = {}) => ({ type: 'string', title, 'x-widget': 'point', ...extra });
const choice = (title, values, extra = {}) => ({ enum: values, type: 'string', title, default: values[0], 'x-widget': 'choice', ...extra });
const onOff = (title, value, extra = {}) => ({ type: 'boolean', title, default: value, 'x-widget': 'switch', ...extra });
const connection = (kinds) => ({ type: 'string', title: 'Connection', description: 'How to reach the equipment.', 'x-widget': 'connection', 'x-connection-kinds': kinds });
const table = (title, row, extra = {}) => ({ type: 'array', title, default: [], items: row, 'x-widget': 'table', ...extra });

function kind(name, title, summary, ports, config, extra = {}) {
  const [category] = name.split('.');
  return {
    kind: name, version: 1, category, title, summary, help: `${summary}\n\nBad samples never pass silently: they keep their quality on the way.`,
    inputs: ports[0], outputs: ports[1], outputs_from: null, config, commands: [], connector: category === 'source' || category === 'action',
    breaks_cycles: false, summary_field: null, points: 'none', ...extra,
  };
}

const limitRow = object({
  point: point('Point', { description: 'Point that is watched.' }), ll: optional('LL', { 'x-unit': 'of point' }), l: optional('L'), h: optional('H'), hh: optional('HH'),
  deadband: number('Deadband', { default: 0, minimum: 0 }), on_delay: seconds('On delay', 0), off_delay: seconds('Off delay', 0),
}, ['point']);

const press = { name: 'press', title: 'Press', role: 'operator', args: object({}) };

export const kinds = [
  kind('source.inject', 'Inject', 'Send a value at a press or at an interval.', [[], [samples(), events()]], object({
    mode: choice('Mode', ['button', 'interval'], { description: 'When to send.' }), interval: seconds('Interval', 5, { exclusiveMinimum: 0, 'x-only-if': { field: 'mode', is: ['interval'] } }),
    point: point('Point', { default: 'inject' }), value: number('Value', { default: 1 }), payload: text('Text', { 'x-widget': 'text-multiline', default: '' }),
  }), { commands: [press], summary_field: 'mode', points: 'owns' }),
  kind('source.file', 'Table file', 'Read samples from a CSV file.', [[], [samples()]], object({ path: text('File'), speed: number('Speed', { default: 1, 'x-unit': '×' }) }, ['path']), { summary_field: 'path', points: 'owns' }),
  kind('source.points', 'Points', 'Pass on points of other flows.', [[], [samples()]], object({ points: { type: 'array', items: { type: 'string' }, title: 'Points', default: [], 'x-widget': 'points' } }), { summary_field: 'points', points: 'reads' }),
  kind('source.modbus', 'Modbus', 'Read registers over Modbus TCP.', [[], [samples()]], object({
    connection: connection(['modbus']), interval: seconds('Interval', 1, { exclusiveMinimum: 0 }), unit: { type: 'integer', title: 'Unit', default: 1, minimum: 0, maximum: 247, 'x-widget': 'number' },
    registers: table('Registers', object({ point: point(), address: { type: 'integer', title: 'Address', minimum: 0, maximum: 65535, 'x-widget': 'number' }, type: choice('Type', ['uint16', 'int16', 'float32', 'bool']), scale: number('Scale', { default: 1 }) }, ['point', 'address'])),
  }, ['connection']), { summary_field: 'registers', points: 'owns' }),
  kind('source.opcua', 'OPC UA', 'Subscribe to nodes of an OPC UA server.', [[], [samples()]], object({ connection: connection(['opcua']), nodes: table('Nodes', object({ point: point(), node: text('Node id') }, ['point', 'node'])) }, ['connection']), { summary_field: 'nodes', points: 'owns' }),
  kind('source.mqtt', 'MQTT', 'Subscribe to topics of an MQTT broker.', [[], [samples(), events()]], object({ connection: connection(['mqtt']), topic: text('Topic', { default: 'plant/#' }), quality: { type: 'integer', enum: [0, 1, 2], title: 'Delivery', default: 1, 'x-widget': 'choice' } }, ['connection']), { summary_field: 'topic', points: 'owns' }),
  kind('compute.formula', 'Formula', 'Compute virtual points from others.', [[samples()], [samples()]], object({ formula: { type: 'string', title: 'Formula', description: 'One line a point: name = expression.', default: '', 'x-widget': 'formula' } }), { summary_field: 'formula', points: 'owns' }),
  kind('compute.deadband', 'Deadband', 'Drop samples that hardly moved.', [[samples()], [samples()]], object({ band: number('Band', { default: 0.5, exclusiveMinimum: 0, 'x-unit': 'of input', description: 'Smallest change that is passed on.' }) }), { summary_field: 'band' }),
  kind('compute.scale', 'Scale', 'Scale and rename points.', [[samples()], [samples()]], object({ factor: number('Factor', { default: 1 }), offset: number('Offset', { default: 0 }), clamp: object({ low: optional('Low'), high: optional('High') }) }), { summary_field: 'factor' }),
  kind('compute.switch', 'Switch', 'Send an event out of the first case that is true.', [[events()], []], object({ cases: table('Cases', object({ port: text('Port'), when: { type: 'string', title: 'When', 'x-widget': 'expression' } }, ['port', 'when'])) }), { summary_field: 'cases', outputs_from: { field: 'cases', name: 'port', carries: 'events' } }),
  kind('compute.template', 'Template', 'Fill a text from an event.', [[events()], [events()]], object({ template: { type: 'string', title: 'Template', default: '{{ point }}: {{ data.value }}', 'x-widget': 'template' } }), { summary_field: 'template' }),
  kind('qc.range', 'Control range', 'Judge control results against target, low and high.', [[events()], [events()]], object({ materials: table('Materials', object({ analyte: text('Analyte'), unit: text('Unit'), method: text('Method'), target: number('Target'), low: number('Low'), high: number('High') }, ['analyte'])) }), { summary_field: 'materials' }),
  kind('alarm.limit', 'Limit', 'Raise an alarm when a point leaves its limits.', [[samples()], [events()]], object({
    limits: table('Limits', limitRow, { description: 'One row a point. Empty cells are not watched.' }), bad_quality: choice('Bad quality', ['hold', 'alarm', 'ignore']),
    priority: choice('Priority', ['critical', 'serious', 'moderate', 'advisory'], { default: 'moderate' }), message: { type: 'string', title: 'Message', default: '{{ point.description }} {{ level }}: {{ value }} {{ unit }}', 'x-widget': 'template' },
    acknowledge: onOff('Acknowledge', true), raise_again: seconds('Raise again after', 900),
  }), { summary_field: 'limits', breaks_cycles: true, commands: [{ name: 'ack', title: 'Acknowledge all', role: 'operator', args: object({ comment: text('Comment', { default: '' }) }) }] }),
  kind('action.log', 'Log', 'Write events to the log.', [[events(), samples()], []], object({ level: choice('Level', ['info', 'warning', 'error']) }), { summary_field: 'level' }),
  kind('action.mqtt', 'MQTT publish', 'Publish events to an MQTT broker.', [[events()], [events()]], object({ connection: connection(['mqtt']), topic: text('Topic'), password: { type: 'string', title: 'Signing key', 'x-widget': 'secret', writeOnly: true } }, ['connection', 'topic']), { summary_field: 'topic' }),
  kind('action.write', 'Write', 'Write a value to the equipment.', [[events()], [events()]], object({ connection: connection(['modbus', 'opcua']), point: point(), value: { type: 'string', title: 'Value', 'x-widget': 'expression', default: 'data.value' } }, ['connection', 'point']), { summary_field: 'point' }),
];

const zh = {
  Inject: '注入', 'Table file': '表格文件', Points: '点', Modbus: 'Modbus', 'OPC UA': 'OPC UA', MQTT: 'MQTT', Formula: '公式', Deadband: '死区', Scale: '比例变换', Switch: '分支', Template: '模板', 'Control range': '质控范围', Limit: '限值', Log: '日志', 'MQTT publish': 'MQTT 发布', Write: '写值',
  Limits: '限值', Point: '点', 'On delay': '触发延时', 'Off delay': '恢复延时', 'Bad quality': '质量为坏时', Priority: '优先级', Message: '消息', Acknowledge: '确认', 'Acknowledge all': '全部确认', 'Raise again after': '重复提醒', Connection: '连接', Interval: '间隔', Unit: '单元号', Registers: '寄存器', Address: '地址', Type: '类型', Band: '带宽', Press: '按下', Mode: '模式', Value: '数值', Samples: '采样', Events: '事件', Comment: '说明', Text: '文本', Factor: '系数', Offset: '偏移', Topic: '主题', Cases: '分支条件', Port: '端口', When: '条件',
  'Raise an alarm when a point leaves its limits.': '点超出限值时报警。', 'Read registers over Modbus TCP.': '通过 Modbus TCP 读取寄存器。', 'One row a point. Empty cells are not watched.': '每行一个点，空单元格不监视。', 'How to reach the equipment.': '与设备的连接。', hold: '保持当前状态', alarm: '报警', ignore: '忽略', critical: '危急', serious: '严重', moderate: '中等', advisory: '提示',
};

export const catalogue = {
  kinds,
  connections: [
    { kind: 'modbus', title: 'Modbus TCP', settings: object({ host: text('Host'), port: { type: 'integer', title: 'Port', default: 502, 'x-widget': 'number' } }, ['host']) },
    { kind: 'opcua', title: 'OPC UA', settings: object({ url: text('Address', { default: 'opc.tcp://' }), user: text('User', { default: '' }), password: { type: 'string', title: 'Password', 'x-widget': 'secret', default: '' } }, ['url']) },
    { kind: 'mqtt', title: 'MQTT', settings: object({ host: text('Host'), port: { type: 'integer', title: 'Port', default: 1883, 'x-widget': 'number' }, user: text('User', { default: '' }), password: { type: 'string', title: 'Password', 'x-widget': 'secret', default: '' } }, ['host']) },
  ],
  texts: { zh },
};
