/*
 * Answers DNS questions for names of the mesh and forwards all others.
 *
 * Used by main.js on a UDP listener; each Data event is a datagram.
 * Q10 (fixed): names of `DNSResolveDB` are answered here. Made-up answers for unknown names stay off.
 * Q11 (fixed): each datagram is decided for itself, since each becomes a message of its own.
 */
((
  config = pipy.solve('config.js'),

  records = config.DNSResolveDB || {},
  servers = config.Spec?.LocalDNSProxy?.UpstreamDNSServers,
//# if fsm
  server = os.env.PIPY_NAMESERVER || servers?.Primary || servers?.Secondary,
  upstream = server ? server + ':53' : '',
//# else
  server = servers?.Primary || servers?.Secondary || os.env.LOCAL_DNS_PROXY_PRIMARY_UPSTREAM || '10.96.0.10',
  upstream = server + ':53',
//# endif

  // Seconds to wait for an answer. The answers to one client keep the order of its questions, so a
  // question that nobody answers must not hold up those after it for ever.
  patience = 5,

  decode = datagram => invoke(() => DNS.decode(datagram), () => null),

//# if fsm
  addresses = name => records[name] || records['*'],
  isIPv6 = address => address.indexOf(':') >= 0,
  answersOf = question => (
    (addresses(question.name) || [])
      .filter(address => isIPv6(address) === (question.type === 'AAAA'))
      .map(address => ({
        name: question.name,
        type: question.type,
        ttl: 600,
        rdata: address,
      }))
  ),
  isOurs = question => ['A', 'AAAA'].includes(question?.type) && answersOf(question).length > 0,
//# else
  answersOf = question => (
    records[question.name].map(address => ({ name: question.name, type: 'A', ttl: 600, rdata: address }))
  ),
  isOurs = question => question?.type === 'A' && Boolean(records[question.name]?.length),
//# endif

  reply = (query, rcode, answer) => DNS.encode({
    id: query.id,
    qr: 1,
    rd: 1,
    ra: 1,
    aa: 1,
    rcode,
    question: query.question,
    answer,
  }),

  // The answer that the mesh itself has, or null.
  resolve = query => (
    isOurs(query?.question?.[0]) ? reply(query, 0, answersOf(query.question[0])) : null
  ),

//# if fsm
  isEmpty = response => (
    response?.rcode === 3 || !(response?.answer?.length > 0 || response?.authority?.length > 0)
  ),
//# endif

) => pipy({
  _query: null,
  _answer: null,
  _response: null,
  _resolve: null,
})

.pipeline()
.replaceData(
  datagram => datagram.size > 0 ? new Message(datagram) : undefined
)
.demux().to(
  $ => $
    .replaceMessage(
      msg => (
        _query = decode(msg.body),
        _answer = resolve(_query),
        msg
      )
    )
    .branch(
//# if fsm
      () => Boolean(upstream), (
        $ => $.link('forward').replaceMessage(
          msg => _answer && isEmpty(msg.body ? decode(msg.body) : null) ? new Message(_answer) : msg
        )
      ),
      () => Boolean(_answer), (
        $ => $.replaceMessage(() => new Message(_answer))
      ),
      (
        $ => $.replaceMessage(() => _query ? new Message(reply(_query, 3, [])) : new Message)
      )
//# else
      () => Boolean(_answer), (
        $ => $.replaceMessage(() => new Message(_answer))
      ),
      (
        $ => $.link('forward')
      )
//# endif
    )
)

// A message is sent as a datagram and replaced by the response, or by nothing if there is none in time.
.pipeline('forward')
.onStart(
  () => void (_response = new Promise(resolve => _resolve = resolve))
)
.fork().to(
  $ => $
    .connect(() => upstream, { protocol: 'udp' })
    .handleData(datagram => _resolve(datagram))
)
.replaceMessage(
  () => (
    Promise.race([_response, new Timeout(patience).wait()])
      .then(datagram => datagram ? new Message(datagram) : new Message)
  )
)

)()
