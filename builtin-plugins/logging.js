/*
 * Remote access log for the logging modules.
 *
 * Solved once per worker thread; its value is an object that says whether logging is on, decides
 * which requests are logged, and builds and sends their records. A record holds both bodies.
 */
((
  utils = pipy.solve('utils.js'),
  config = pipy.solve('config.js'),

//# if fsm
  settings = config.Spec?.Observability?.remoteLogging,
  level = settings?.level || 0,
  address = settings?.address,
  path = settings?.endpoint,
  authorization = settings?.authorization || '',
  fraction = Number(settings?.sampledFraction) || 0,
//# else
  level = config.Spec?.RemoteLoggingLevel || 0,
  address = os.env.REMOTE_LOGGING_ADDRESS,
  path = os.env.REMOTE_LOGGING_ENDPOINT,
  authorization = os.env.REMOTE_LOGGING_AUTHORIZATION || '',
  fraction = Number(os.env.REMOTE_LOGGING_SAMPLED_FRACTION) || 0,
//# endif
  endpoint = path || '/?query=insert%20into%20log(message)%20format%20JSONAsString',

  logger = address ? (
    new logging.JSONLogger('access-logging').toHTTP('http://' + address + endpoint, {
      batch: { timeout: 1, interval: 1, prefix: '[', postfix: ']', separator: ',' },
      headers: { 'Content-Type': 'application/json', 'Authorization': authorization },
    })
  ) : null,

  podName = os.env.POD_NAME || os.env.HOSTNAME || 'localhost',
  podAddress = os.env.POD_IP || '127.0.0.1',
  node = { ip: podAddress, name: os.env.HOSTNAME || 'localhost' },
  pod = { ns: os.env.POD_NAMESPACE || 'default', ip: podAddress, name: podName },

  sizeOf = body => body?.size || 0,
  encode = body => body?.toString?.('base64') || '',

) => ({
  enabled: Boolean(logger),

  // Decides whether to log a request. From level 1 on a request without a trace is given one first;
  // on level 2 each outbound request gets a span of its own.
  isSampled: (headers, isOutbound) => (
    level > 0 ? (
      ((level === 2 && isOutbound) || !headers['x-b3-traceid']) && utils.startSpan(headers, 'http'),
      utils.isSampled(headers['x-b3-traceid'], fraction)
    ) : true
  ),

  // The record of a complete request. `ends` are the addresses and ports of both sides.
  openRecord: (msg, ends) => (
    (headers => ({
      reqTime: Date.now(),
      meshName: os.env.MESH_NAME,
      ...ends,
      node,
      pod,
      trace: {
        id: headers['x-b3-traceid'] || '',
        span: headers['x-b3-spanid'] || '',
        parent: headers['x-b3-parentspanid'] || '',
        sampled: '1',
      },
      req: {
        reqSize: sizeOf(msg.body),
        body: encode(msg.body),
        ...msg.head,
        headers,
      },
    }))({ ...msg.head.headers })
  ),

  // Completes the record with the response and sends it. `service` tells where the request went.
  closeRecord: (record, msg, service, type) => (
    record.service = service,
    record.res = {
      ...msg.head,
      resSize: sizeOf(msg.body),
      body: encode(msg.body),
    },
    record.resTime = Date.now(),
    record.endTime = record.resTime,
    record.type = type,
    logger.log(record)
  ),
}))()
