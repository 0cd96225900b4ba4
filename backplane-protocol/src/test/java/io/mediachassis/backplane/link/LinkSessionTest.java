package io.mediachassis.backplane.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.ManualClock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.proto.Demote;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.FetchProgram;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.backplane.proto.RtcpRelay;
import io.mediachassis.backplane.proto.TokenGrant;
import io.mediachassis.backplane.proto.TokenRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One connection, stepped: the peer is this test, TLS is played by its completion event. */
final class LinkSessionTest {
    private static final LinkSettings SETTINGS = new LinkSettings(
            Duration.ofMillis(100),
            Duration.ofMillis(350),
            Duration.ofSeconds(5),
            4096,
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(1));

    private final ManualClock clock = new ManualClock();
    private final RecordingHandler handler = new RecordingHandler();
    private final Counts<LinkCounter> counters = new Counts<>(LinkCounter.class);
    private final List<Boolean> ended = new ArrayList<>();
    private EmbeddedChannel channel;

    @BeforeEach
    void connect() {
        // Heartbeats go on a grid of the clock: the link begins on it, so that steps of 10 ms meet it.
        clock.advance(Duration.ofNanos(100_000_000 - clock.nanoTime()));
        LinkContext context = new LinkContext(
                SETTINGS,
                new LinkLimits(4, 4, 4, 2, 8 << 10, 16 << 10),
                () -> hello(Party.CONTROLLER, 1),
                Heartbeat::newBuilder,
                handler,
                clock,
                counters);
        LinkSession.Owner owner = new LinkSession.Owner() {
            @Override
            public void up(Link link) {}

            @Override
            public void ended(boolean refused) {
                ended.add(refused);
            }
        };
        LinkSession session = new LinkSession(context, false, new HelloCheck(null), owner);
        channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline()
                .addLast(new Frames.Decoder(SETTINGS.maxFrameBytes()))
                .addLast(new WireEvents(session, c -> new PeerName("MC-1", Party.BLADE_AGENT, 3, "S3")));
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void greetsOnlyWhomItAccepts() {
        tls();
        assertEquals(List.of(), sent(), "the dialer greets first");
        receive(Envelope.newBuilder().setHello(hello(Party.BLADE_AGENT, 3)));
        assertEquals(1, handler.ups.size());
        assertEquals(3, handler.ups.get(0).peer().getNumber());
        List<Envelope> sent = sent();
        assertTrue(sent.get(0).hasHello());
        assertTrue(sent.get(1).hasHeartbeat(), "the first heartbeat follows at once");
    }

    @Test
    void refusesWithAFaultAndLeavesThePeerTimeToReadIt() {
        tls();
        receive(Envelope.newBuilder().setHello(hello(Party.BLADE_AGENT, 4)));
        List<Envelope> sent = sent();
        assertEquals(1, sent.size());
        assertEquals(Fault.Code.REFUSED, sent.get(0).getFault().getCode());
        assertEquals(1, counters.get(LinkCounter.REFUSED_IDENTITY));
        assertEquals(List.of(true), ended);
        assertTrue(channel.isOpen());
        step(Duration.ofMillis(600));
        assertFalse(channel.isOpen());
        assertEquals(List.of(), handler.downs, "it was never up");
    }

    @Test
    void theDaemonMayRefuse() {
        handler.refuseWith = java.util.Optional.of(
                Fault.newBuilder().setCode(Fault.Code.SLOT_TAKEN).build());
        tls();
        receive(Envelope.newBuilder().setHello(hello(Party.BLADE_AGENT, 3)));
        assertEquals(Fault.Code.SLOT_TAKEN, sent().get(0).getFault().getCode());
        assertEquals(1, counters.get(LinkCounter.REFUSED_BY_HANDLER));
    }

    @Test
    void anythingBeforeAHelloIsRefused() {
        tls();
        receive(Envelope.newBuilder().setHeartbeat(Heartbeat.newBuilder()));
        assertTrue(sent().get(0).hasFault());
        assertEquals(1, counters.get(LinkCounter.REFUSED_PROTOCOL));
    }

    @Test
    void aHelloThatCannotBeWrittenMakesNoLink() {
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message);
                promise.setFailure(new IOException("No route to host"));
            }
        });
        tls();
        receive(Envelope.newBuilder().setHello(hello(Party.BLADE_AGENT, 3)));
        assertEquals(List.of(false), ended);
        assertEquals(List.of(), handler.ups);
        assertFalse(channel.isOpen());
    }

    @Test
    void aSecondHelloBreaksTheLink() {
        up();
        receive(Envelope.newBuilder().setHello(hello(Party.BLADE_AGENT, 3)));
        assertEquals(List.of(LinkDown.BROKEN), handler.downs);
        assertEquals(Fault.Code.REFUSED, sent().get(0).getFault().getCode());
        assertEquals(1, handler.ups.size());
    }

    @Test
    void givesUpWaitingForAHello() {
        tls();
        step(Duration.ofMillis(4_990));
        assertTrue(channel.isOpen());
        step(Duration.ofMillis(20));
        assertFalse(channel.isOpen());
        assertEquals(1, counters.get(LinkCounter.HELLO_TIMEOUTS));
    }

    @Test
    void beatsAndNoticesSilence() {
        up();
        for (int i = 0; i < 34; i++) {
            step(Duration.ofMillis(10));
        }
        List<Envelope> sent = sent();
        assertEquals(3, sent.size());
        assertEquals(4, sent.get(2).getHeartbeat().getSequence());
        assertEquals(List.of(), handler.downs);
        step(Duration.ofMillis(10));
        assertEquals(List.of(LinkDown.SILENT), handler.downs);
        assertTrue(sent().get(0).hasFault(), "the peer must not take our close for a proof");
        step(Duration.ofSeconds(1));
        assertFalse(channel.isOpen());
        assertEquals(List.of(false), ended);
    }

    @Test
    void aFinIsTheProof() {
        up();
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertEquals(List.of(LinkDown.CLOSED_BY_PEER), handler.downs);
        assertFalse(channel.isOpen());
    }

    @Test
    void aResetIsTheProofAndATimeOutIsNot() {
        up();
        channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
        assertEquals(List.of(LinkDown.CLOSED_BY_PEER), handler.downs);
    }

    @Test
    void aNetworkErrorIsNoProof() {
        up();
        channel.pipeline().fireExceptionCaught(new IOException("Connection timed out"));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertEquals(List.of(LinkDown.BROKEN), handler.downs);
    }

    @Test
    void aCloseWithoutEvidenceIsNoProof() {
        up();
        channel.close().syncUninterruptibly(); // as a loop does that is shut down
        assertEquals(List.of(LinkDown.BROKEN), handler.downs);
    }

    @Test
    void aFaultBeforeTheFinIsNoProof() {
        up();
        receive(Envelope.newBuilder().setFault(Fault.newBuilder().setText("no frame came")));
        assertEquals(List.of(LinkDown.BROKEN), handler.downs);
        assertFalse(channel.isOpen());
    }

    @Test
    void givesUpTheRoleBeforeThePeerCanSeeTheClose() {
        up();
        channel.closeFuture().addListener(done -> assertEquals(List.of(LinkDown.CLOSED_HERE), handler.downs));
        handler.ups.get(0).close();
        assertFalse(channel.isOpen());
        assertEquals(List.of(LinkDown.CLOSED_HERE), handler.downs);
        assertFalse(handler.ups.get(0).send(Envelope.newBuilder()));
    }

    @Test
    void anOversizeOrUnreadableFrameBreaksTheLink() {
        up();
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {(byte) 0xFF, (byte) 0xFF, 3}));
        assertEquals(List.of(LinkDown.BROKEN), handler.downs);
        assertEquals(1, counters.get(LinkCounter.BAD_FRAMES));
        assertTrue(sent().get(0).hasFault());
        receive(Envelope.newBuilder().setTokenRequest(TokenRequest.newBuilder()));
        assertEquals(0, handler.messages.size(), "nothing is taken after it");
    }

    @Test
    void answersRequestsOfTheUnknownAndOfThrowingHandlers() {
        up();
        receive(Envelope.newBuilder().setRequestId(7));
        assertEquals(Fault.Code.UNSUPPORTED, sent().get(0).getFault().getCode());
        receive(Envelope.newBuilder().setRequestId(8).setDemote(Demote.newBuilder()));
        Envelope fault = sent().get(0);
        assertEquals(Fault.Code.INTERNAL, fault.getFault().getCode());
        assertEquals(8, fault.getRequestId());
        assertTrue(fault.getReply());
        assertEquals(List.of(), handler.downs);
    }

    @Test
    void requestsGetTheirReplyOrAReason() throws Exception {
        up();
        Link link = handler.ups.get(0);
        CompletableFuture<Envelope> first = ask(link);
        CompletableFuture<Envelope> second = ask(link);
        assertEquals(LinkException.Reason.BUSY, reason(ask(link)), "two may be outstanding");
        List<Envelope> sent = sent();
        receive(Envelope.newBuilder()
                .setRequestId(sent.get(1).getRequestId())
                .setReply(true)
                .setTokenGrant(TokenGrant.newBuilder().setToken("b")));
        assertEquals("b", second.get().getTokenGrant().getToken());
        step(Duration.ofMillis(200));
        assertFalse(first.isDone());
        step(Duration.ofMillis(110));
        assertEquals(LinkException.Reason.TIMEOUT, reason(first));
        receive(Envelope.newBuilder()
                .setRequestId(sent.get(0).getRequestId())
                .setReply(true)
                .setTokenGrant(TokenGrant.newBuilder()));
        assertEquals(1, counters.get(LinkCounter.LATE_REPLIES));
        CompletableFuture<Envelope> third = ask(link);
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertEquals(LinkException.Reason.CLOSED, reason(third));
        assertEquals(LinkException.Reason.CLOSED, reason(ask(link)));
    }

    @Test
    void aMessageOverTheLimitIsNotSent() {
        up();
        Envelope.Builder large = Envelope.newBuilder()
                .setRtcpRelay(RtcpRelay.newBuilder().setPacket(ByteString.copyFrom(new byte[5000])));
        assertFalse(handler.ups.get(0).send(large));
        assertEquals(
                LinkException.Reason.TOO_LARGE, reason(handler.ups.get(0).request(large, Duration.ofSeconds(1))));
        assertEquals(List.of(), sent());
    }

    @Test
    void faultsArriveAsFaults() {
        up();
        CompletableFuture<Envelope> answer = handler.ups
                .get(0)
                .request(Envelope.newBuilder().setFetchProgram(FetchProgram.newBuilder()), Duration.ofSeconds(1));
        receive(Envelope.newBuilder()
                .setRequestId(sent().get(0).getRequestId())
                .setReply(true)
                .setFault(Fault.newBuilder().setCode(Fault.Code.STALE_TERM)));
        LinkException e = assertInstanceOf(
                LinkException.class, assertThrows(ExecutionException.class, answer::get).getCause());
        assertEquals(Fault.Code.STALE_TERM, e.fault().orElseThrow().getCode());
    }

    private static CompletableFuture<Envelope> ask(Link link) {
        return link.request(Envelope.newBuilder().setTokenRequest(TokenRequest.newBuilder()), Duration.ofMillis(300));
    }

    private static LinkException.Reason reason(CompletableFuture<Envelope> answer) {
        Throwable cause = assertThrows(ExecutionException.class, answer::get).getCause();
        return assertInstanceOf(LinkException.class, cause).reason();
    }

    private void tls() {
        channel.pipeline().fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
    }

    private void up() {
        tls();
        receive(Envelope.newBuilder().setHello(hello(Party.BLADE_AGENT, 3)));
        sent();
    }

    private void receive(Envelope.Builder message) {
        channel.writeInbound(Frames.encode(channel.alloc(), message.build()));
    }

    private void step(Duration by) {
        clock.advance(by);
        channel.advanceTimeBy(by.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    /** What went out since the last call. */
    private List<Envelope> sent() {
        EmbeddedChannel decoder = new EmbeddedChannel(new Frames.Decoder(1 << 20));
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            decoder.writeInbound(out);
        }
        List<Envelope> envelopes = new ArrayList<>();
        for (Envelope in = decoder.readInbound(); in != null; in = decoder.readInbound()) {
            envelopes.add(in);
        }
        return envelopes;
    }

    private static Hello hello(Party party, int number) {
        return Hello.newBuilder()
                .setChassisSerial("MC-1")
                .setParty(party)
                .setNumber(number)
                .setProtocolMin(1)
                .setProtocolMax(1)
                .build();
    }
}
