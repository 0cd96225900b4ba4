package io.mediachassis.blade.locate;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.locate.LocateClient;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.backplane.proto.LocateReply;
import io.mediachassis.backplane.proto.TokenFault;
import io.mediachassis.blade.access.Access;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.Headroom.Use;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.os.Ipv4Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers locate requests from the segment location table, each question with the engine that the console shall speak to
 * (mission M1 to M4). Nothing is kept of a request. Without I/O and clock; one thread; makes no garbage once it knows the
 * programs.
 */
final class Locator {
    /** A reply of any kind fits into as much. */
    static final int MIN_REQUEST = 32;

    private static final byte[] NONE_HOLDS = status(Answer.Status.NONE_HOLDS);
    private static final byte[] BUSY = status(Answer.Status.BUSY);
    private static final byte[] MALFORMED = status(Answer.Status.MALFORMED);
    private static final byte[] NOT_DIRECTOR = status(Answer.Status.NOT_DIRECTOR);
    private static final Map<Access.Fault, byte[]> REFUSED = refusals();

    private final QuestionReader reader = new QuestionReader();
    private final ReplyWriter writer = new ReplyWriter(LocateClient.MAX_DATAGRAM);
    private final AnswerBook book = new AnswerBook();
    private final Headroom headroom;
    private final Cookies cookies;
    private final Counts<LocateCounter> counts;
    private final Consumer<String> onBusy;
    private final PlaybackGate gate;
    private final @Nullable LackingPrograms others;
    private String token = "";

    /** Takes questions that an engine is to answer itself. */
    interface Forwards {
        void forward(Engine engine, Ipv4Endpoint client, long nonce, int id, String programId, int protocol);
    }

    Locator(Headroom headroom, Cookies cookies, Counts<LocateCounter> counts) {
        this(headroom, cookies, counts, programId -> {}, PlaybackGate.OPEN, null);
    }

    /**
     * One for the station.
     *
     * @param onBusy hears of programs whose engines were all at their capacity
     * @param gate says who may be told
     * @param others what may come from other stations; null: there are none
     */
    Locator(
            Headroom headroom, Cookies cookies, Counts<LocateCounter> counts, Consumer<String> onBusy,
            PlaybackGate gate, @Nullable LackingPrograms others) {
        this.gate = gate;
        this.others = others;
        this.onBusy = onBusy;
        this.headroom = headroom;
        this.cookies = cookies;
        this.counts = counts;
    }

    /**
     * Answers one datagram.
     *
     * @param director whether this blade acts as director; if not it says so
     * @return bytes of the reply in {@link #reply()}, 0 for none
     */
    int answer(
            byte[] request, int length, Ipv4Endpoint asker, SegmentLocationTable table, boolean director,
            Forwards forwards, long nowNs) {
        if (length < MIN_REQUEST) {
            counts.add(LocateCounter.TOO_SMALL);
            return 0;
        }
        if (length > LocateClient.MAX_DATAGRAM || !reader.read(request, length) || reader.questions() == 0) {
            counts.add(LocateCounter.MALFORMED);
            return 0;
        }
        boolean known = false;
        if (reader.cookieLength() > 0) {
            known = cookies.isGood(asker, nowNs, request, reader.cookieAt(), reader.cookieLength());
            if (!known) {
                counts.add(LocateCounter.COOKIES_WRONG);
            }
        }
        writer.begin(reader.nonce(), (known ? LocateClient.MAX_DATAGRAM : length) - ReplyWriter.COOKIE_ROOM);
        token = gate.needsToken() ? reader.token() : "";
        int answered = 0;
        int forwarded = 0;
        while (answered + forwarded < reader.questions()) {
            int question = answered + forwarded;
            int done = one(question, request, asker, table, director, known, forwards, nowNs);
            if (done == LEFT_OUT) {
                break;
            }
            answered += done == ANSWERED ? 1 : 0;
            forwarded += done == FORWARDED ? 1 : 0;
        }
        counts.add(LocateCounter.REQUESTS);
        counts.add(LocateCounter.QUESTIONS, answered + forwarded);
        boolean all = answered + forwarded == reader.questions();
        if (!all) {
            // With a cookie too: what is left out is to be asked again, and a fresh cookie costs nothing.
            counts.add(LocateCounter.COOKIES_ASKED);
            writer.status(LocateReply.Status.COOKIE_NEEDED_VALUE);
            cookies.write(asker, nowNs, writer.bytes(), writer.cookie());
        }
        return all && answered == 0 ? 0 : writer.length();
    }

    private static final int LEFT_OUT = 0;
    private static final int ANSWERED = 1;
    private static final int FORWARDED = 2;

    private int one(
            int question, byte[] request, Ipv4Endpoint asker, SegmentLocationTable table, boolean director,
            boolean known, Forwards forwards, long nowNs) {
        int id = reader.id(question);
        int protocol = reader.protocolOf(question);
        int length = reader.programLength(question);
        if (!director) {
            return put(id, NOT_DIRECTOR);
        }
        if (length == 0 || protocol == QuestionReader.UNKNOWN) {
            return put(id, MALFORMED);
        }
        AnswerBook.Entry program = book.find(request, reader.programAt(question), length, table);
        if (program == null) {
            String lacking = new String(request, reader.programAt(question), length, StandardCharsets.UTF_8);
            return others != null && others.mayObtain(lacking)
                    ? obtain(others, lacking, id, protocol, asker, known, nowNs)
                    : noneHolds(id);
        }
        if (!known && (reader.forward() || !(token.isEmpty() || gate.isKnown(token)))) {
            return LEFT_OUT;
        }
        Access.Fault fault = fault(program.programId, asker);
        if (fault != null) {
            counts.add(LocateCounter.REFUSED);
            return put(id, REFUSED.getOrDefault(fault, MALFORMED));
        }
        Use use = protocol == QuestionReader.HTTP ? Use.DOWNLOAD : Use.STREAM;
        Engine engine = headroom.choose(
                use == Use.DOWNLOAD ? program.downloadFrom() : program.holders(), 0, use, program.bitRate(), nowNs);
        if (engine == null && use == Use.STREAM) {
            engine = headroom.choose(program.receivers(), 0, use, program.bitRate(), nowNs);
        }
        if (engine == null) {
            if (use == Use.STREAM) {
                onBusy.accept(program.programId);
            }
            counts.add(LocateCounter.ALL_BUSY);
            return put(id, BUSY);
        }
        if (reader.forward()) {
            forwards.forward(engine, asker, reader.nonce(), id, program.programId, protocol);
            return FORWARDED;
        }
        int done = put(id, program.tail(engine, protocol));
        if (done == LEFT_OUT) {
            headroom.takeBack(engine.slot(), use, program.bitRate());
        }
        return done;
    }

    private int noneHolds(int id) {
        counts.add(LocateCounter.NONE_HOLDS);
        return put(id, NONE_HOLDS);
    }

    /** Nobody has anything brought here in another's name: that takes a cookie. */
    private int obtain(
            LackingPrograms stations, String programId, int id, int protocol, Ipv4Endpoint asker, boolean known,
            long nowNs) {
        if (!known) {
            return LEFT_OUT;
        }
        Access.Fault fault = fault(programId, asker);
        if (fault != null) {
            counts.add(LocateCounter.REFUSED);
            return put(id, REFUSED.getOrDefault(fault, MALFORMED));
        }
        Choice choice = stations.ask(programId, nowNs);
        if (choice instanceof Chosen chosen) {
            return put(id, AnswerBook.encode(AnswerBook.found(chosen.engine(), programId, protocol)));
        } else if (choice instanceof NoneHolds) {
            return noneHolds(id);
        }
        counts.add(LocateCounter.COMING);
        return put(id, BUSY);
    }

    private Access.@Nullable Fault fault(String programId, Ipv4Endpoint asker) {
        if (!gate.needsToken()) {
            return gate.fault(programId).orElse(null);
        }
        return gate.check(token, programId, asker.host()) instanceof Access.Refused refused ? refused.fault() : null;
    }

    private int put(int id, byte[] tail) {
        return writer.answer(id, tail) ? ANSWERED : LEFT_OUT;
    }

    /** The answer when the queue is full, without looking further than the nonce; 0 where it is not where ours put it. */
    static int overloaded(byte[] request, int length, byte[] reply) {
        if (length < MIN_REQUEST || request[0] != (1 << 3 | 1)) {
            return 0;
        }
        System.arraycopy(request, 0, reply, 0, 9);
        reply[9] = 3 << 3;
        reply[10] = LocateReply.Status.OVERLOADED_VALUE;
        return 11;
    }

    /** Memory of the last reply. */
    byte[] reply() {
        return writer.bytes();
    }

    private static Map<Access.Fault, byte[]> refusals() {
        Map<Access.Fault, byte[]> refusals = new EnumMap<>(Access.Fault.class);
        for (Access.Fault fault : Access.Fault.values()) {
            refusals.put(fault, AnswerBook.encode(Answer.newBuilder()
                    .setStatus(Answer.Status.REFUSED)
                    .setFault(TokenFault.valueOf(fault.name()))
                    .build()));
        }
        return refusals;
    }

    private static byte[] status(Answer.Status status) {
        return AnswerBook.encode(Answer.newBuilder().setStatus(status).build());
    }
}
