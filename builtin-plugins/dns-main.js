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

  // Seconds to wait for an answer, as the answers to one client keep the order of its questions.
  patience = 5,

  decode = datagram => invoke(() => DNS.decode(datagram), () => null),

//# if fsm
  // A record of type AAAA is written as 32 hex digits.
  groupsOf = half => half ? half.split(':') : [],
  expand = address => (
    (([head, tail]) => (
      [...head, ...new Array(8 - head.length - tail.length).fill('0'), ...tail]
        .map(group => group.padStart(4, '0'))
        .join('')
    ))((halves => [groupsOf(halves[0]), groupsOf(halves[1])])(address.split('::')))
  ),
  addresses = name => records[name] || records['*'],
  isIPv6 = address => address.indexOf(':') >= 0,
  answersOf = question => (
    (addresses(question.name) || [])
      .filter(address => isIPv6(address) === (question.type === 'AAAA'))
      .map(address => ({
        name: question.name,
        type: question.type,
        ttl: 600,
        rdata: isIPv6(address) ? expand(address) : address,
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
})

.pipeline()
.replaceData(
  datagram => datagram.size > 0 ? new Message(datagram) : undefined
)
.demux().to(
  $ => $
    .handleMessage(
      msg => (
        _query = decode(msg.body),
        _answer = resolve(_query)
      )
    )
    .replaceMessage(msg => msg)
    .link('answer')
)

.pipeline('answer')
//# if fsm
.branch(
  () => Boolean(upstream), (
    $ => $
      .connect(() => upstream, { protocol: 'udp', idleTimeout: patience })
      .replaceData(datagram => new Message(_answer && isEmpty(decode(datagram)) ? _answer : datagram))
      .replaceStreamEnd(() => new Message)
  ),
  () => Boolean(_answer), (
    $ => $.replaceMessage(() => new Message(_answer))
  ),
  (
    $ => $.replaceMessage(() => _query ? new Message(reply(_query, 3, [])) : new Message)
  )
)
//# else
.branch(
  () => Boolean(_answer), (
    $ => $.replaceMessage(() => new Message(_answer))
  ),
  (
    $ => $
      .connect(() => upstream, { protocol: 'udp', idleTimeout: patience })
      .replaceData(datagram => new Message(datagram))
      // A question that nobody answers must not hold up those after it.
      .replaceStreamEnd(() => new Message)
  )
)
//# endif

)()
