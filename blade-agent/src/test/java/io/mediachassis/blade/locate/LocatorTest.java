package io.mediachassis.blade.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.locate.LocateClient;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.backplane.proto.BladeDatagram;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadAnswer;
import io.mediachassis.backplane.proto.LoadPoll;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.LocateReply;
import io.mediachassis.backplane.proto.LocateRequest;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.Question;
import io.mediachassis.backplane.proto.TokenFault;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.access.TestTokens;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.HotSegments.Ask;
import io.mediachassis.blade.director.HotServing;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.os.Ipv4Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a locate datagram is answered, to whom how much, and what hostile ones do: nothing. */
class LocatorTest {
    private static final Ipv4Endpoint ASKER = new Ipv4Endpoint(0x7f000001, 4711);
    private static final Ipv4Endpoint OTHER = new Ipv4Endpoint(0x7f000002, 4711);
    private static final long MINUTE = 60_000_000_000L;

    private final Headroom headroom = new Headroom();
    private final Counts<LocateCounter> counts = new Counts<>(LocateCounter.class);
    private final Locator locator = new Locator(headroom, new Cookies(new byte[32]), counts);
    private final List<String> forwarded = new ArrayList<>();
    private boolean director = true;
    private long nowNs = 5 * MINUTE;

    private static SegmentLocationTable table(int engines) {
        SegmentLocationTable table = SegmentLocationTable.EMPTY;
        for (int slot = 1; slot <= engines; slot++) {
            table = table.withReachable(slot, true)
                    .withLoad(slot, LoadReport.newBuilder()
                            .setInService(true)
                            .setStreamsCapacity(100)
                            .setRtspUrl("rtsp://e" + slot + ":8554/")
                            .setHttpUrl("http://e" + slot + ":8080/")
                            .build())
                    .withHoldings(slot, HoldingsPush.newBuilder()
                            .addPrograms(ProgramHolding.newBuilder()
                                    .setProgramId("p")
                                    .setTitle("A film")
                                    .setDurationMs(60_000)
                                    .setSegmentsTotal(1)
                                    .addSegmentRanges(0)
                                    .addSegmentRanges(0))
                            .build());
        }
        return table;
    }

    private static Question.Builder question(int id, String program, String protocol) {
        return Question.newBuilder().setId(id).setProgramId(program).setProtocol(protocol);
    }

    private static LocateRequest.Builder request(int padding, Question.Builder... questions) {
        LocateRequest.Builder request = LocateRequest.newBuilder().setNonce(77);
        for (Question.Builder question : questions) {
            request.addQuestions(question);
        }
        return request.setPadding(ByteString.copyFrom(new byte[padding]));
    }

    private int raw(byte[] datagram, Ipv4Endpoint asker) {
        return locator.answer(datagram, datagram.length, asker, table(2), director,
                (engine, client, nonce, id, program, protocol) ->
                        forwarded.add(engine.slot() + " " + client + " " + nonce + " " + id + " " + program),
                nowNs);
    }

    private LocateReply ask(LocateRequest.Builder request) throws InvalidProtocolBufferException {
        return ask(request, ASKER);
    }

    private LocateReply ask(LocateRequest.Builder request, Ipv4Endpoint asker) throws InvalidProtocolBufferException {
        byte[] datagram = request.build().toByteArray();
        int length = raw(datagram, asker);
        assertTrue(length > 0, "no reply");
        return LocateReply.parser().parseFrom(locator.reply(), 0, length);
    }

    @Test
    void toldIsOnlyWhoShowsATokenForIt() throws Exception {
        TestTokens tokens = new TestTokens();
        Locator guarded = new Locator(
                headroom, new Cookies(new byte[32]), counts, program -> {}, tokens.gate, null);
        Question.Builder p = question(1, "p", "rtsp");
        Answer missing = reply(guarded, request(100, p)).getAnswers(0);
        assertEquals(Answer.Status.REFUSED, missing.getStatus());
        assertEquals(TokenFault.MISSING, missing.getFault());
        assertEquals("", missing.getRtspUrl());
        // Nobody has a signature checked in another's name.
        String token = tokens.of("p");
        LocateReply first = reply(guarded, request(100, p).setToken(token));
        assertEquals(0, first.getAnswersCount());
        assertEquals(LocateReply.Status.COOKIE_NEEDED, first.getStatus());
        LocateRequest.Builder known = request(0, p).setCookie(first.getCookie());
        assertEquals("rtsp://e1:8554/p",
                reply(guarded, known.clone().setToken(token)).getAnswers(0).getRtspUrl());
        assertEquals(Answer.Status.FOUND,
                reply(guarded, request(100, p).setToken(token)).getAnswers(0).getStatus());
        assertEquals(TokenFault.FORGED,
                reply(guarded, known.clone().setToken("a.b.c")).getAnswers(0).getFault());
        assertEquals(TokenFault.WRONG_PROGRAM,
                reply(guarded, known.clone().setToken(tokens.of("q"))).getAnswers(0).getFault());
        assertEquals(3, counts.get(LocateCounter.REFUSED));
    }

    private LocateReply reply(Locator guarded, LocateRequest.Builder request) throws InvalidProtocolBufferException {
        byte[] datagram = request.build().toByteArray();
        int length = guarded.answer(datagram, datagram.length, ASKER, table(1), true,
                (engine, client, nonce, id, program, protocol) -> {}, nowNs);
        return LocateReply.parser().parseFrom(guarded.reply(), 0, length);
    }

    @Test
    void eachQuestionOfADatagramHasItsAnswer() throws Exception {
        LocateReply reply = ask(request(500, question(1, "p", "rtsp"), question(2, "q", ""), question(3, "", ""),
                question(300, "p", "http"), question(5, "p", "gopher")));
        assertEquals(77, reply.getNonce());
        assertEquals(LocateReply.Status.OK, reply.getStatus());
        assertEquals(List.of(1, 2, 3, 300, 5), reply.getAnswersList().stream().map(Answer::getId).toList());
        assertEquals("rtsp://e1:8554/p", reply.getAnswers(0).getRtspUrl());
        assertEquals("", reply.getAnswers(0).getHttpUrl());
        assertEquals("A film", reply.getAnswers(0).getTitle());
        assertEquals(Answer.Status.NONE_HOLDS, reply.getAnswers(1).getStatus());
        assertEquals(Answer.Status.MALFORMED, reply.getAnswers(2).getStatus());
        assertEquals("http://e2:8080/programs/p.ts", reply.getAnswers(3).getHttpUrl());
        assertEquals(Answer.Status.MALFORMED, reply.getAnswers(4).getStatus());
        director = false;
        assertEquals(Answer.Status.NOT_DIRECTOR, ask(request(0, question(1, "p", "rtsp"))
                .setPadding(ByteString.copyFrom(new byte[64]))).getAnswers(0).getStatus());
    }

    @Test
    void aReplyIsNeverLargerThanARequestWithoutCookie() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            LocateRequest.Builder request = request(random.nextInt(200));
            for (int q = 0; q <= random.nextInt(8); q++) {
                request.addQuestions(question(random.nextInt(1000), random.nextBoolean() ? "p" : "q",
                        random.nextBoolean() ? "" : "rtsp"));
            }
            byte[] datagram = request.setForward(random.nextInt(4) == 0).build().toByteArray();
            int reply = raw(datagram, ASKER);
            assertTrue(reply <= datagram.length, "seed " + seed + ": " + datagram.length + " bytes got " + reply);
        }
        assertEquals(0, forwarded.size());
    }

    @Test
    void theCookieBringsWhatDidNotFitAndServesNobodyElse() throws Exception {
        LocateRequest.Builder request = request(20, question(1, "p", ""));
        LocateReply refused = ask(request);
        assertEquals(LocateReply.Status.COOKIE_NEEDED, refused.getStatus());
        assertEquals(0, refused.getAnswersCount());
        assertEquals(0, headroom.reserved(1, nowNs) + headroom.reserved(2, nowNs), "what was not answered takes no headroom");
        request.setCookie(refused.getCookie());
        assertEquals(1, ask(request).getAnswersCount());
        assertEquals(0, ask(request, OTHER).getAnswersCount());
        assertEquals(0, ask(request, new Ipv4Endpoint(ASKER.address(), 4712)).getAnswersCount());
        nowNs += MINUTE;
        assertEquals(1, ask(request).getAnswersCount());
        nowNs += MINUTE;
        LocateReply old = ask(request);
        assertEquals(0, old.getAnswersCount());
        assertNotEquals(refused.getCookie(), old.getCookie());
        assertEquals(3, counts.get(LocateCounter.COOKIES_WRONG));
    }

    @Test
    void aForwardTakesACookieAndGoesToTheEngineChosen() throws Exception {
        LocateRequest.Builder request = request(900, question(1, "p", ""), question(2, "nothing", "")).setForward(true);
        LocateReply refused = ask(request);
        assertEquals(List.of(), forwarded);
        LocateReply reply = ask(request.setCookie(refused.getCookie()));
        assertEquals(List.of("1 127.0.0.1:4711 77 1 p"), forwarded);
        assertEquals(1, reply.getAnswersCount());
        assertEquals(Answer.Status.NONE_HOLDS, reply.getAnswers(0).getStatus());
    }

    @Test
    void manyQuestionsTakeSeveralDatagramsWithinTheFrame() throws Exception {
        LocateRequest.Builder request = request(0);
        for (int i = 0; i < 64; i++) {
            request.addQuestions(question(i, "p", ""));
        }
        LocateReply first = ask(request);
        LocateReply reply = ask(request.setCookie(first.getCookie()));
        assertTrue(reply.getAnswersCount() > 8 && reply.getAnswersCount() < 64, "" + reply.getAnswersCount());
        assertTrue(reply.getSerializedSize() <= LocateClient.MAX_DATAGRAM);
        assertEquals(LocateReply.Status.COOKIE_NEEDED, reply.getStatus());
    }

    /** Other stations, of which one may have "far". */
    private static final class Others implements HotServing {
        final List<CompletableFuture<Choice>> asked = new ArrayList<>();

        @Override
        public boolean mayObtain(String programId) {
            return programId.startsWith("far");
        }

        @Override
        public CompletionStage<Choice> serve(Ask ask) {
            CompletableFuture<Choice> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        }
    }

    @Test
    void whatTheStationLacksComesFromAnotherAndIsFoundOnceItsBeginningIsHere() throws Exception {
        Others others = new Others();
        Locator asked = new Locator(headroom, new Cookies(new byte[32]), counts, program -> {}, PlaybackGate.OPEN,
                new LackingPrograms(others));
        Question.Builder far = question(1, "far", "rtsp");
        LocateReply first = reply(asked, request(200, far, question(2, "nowhere", "")));
        assertEquals(LocateReply.Status.COOKIE_NEEDED, first.getStatus());
        assertEquals(0, others.asked.size(), "nobody has anything brought in another's name");
        ByteString cookie = first.getCookie();
        LocateReply both = reply(asked, request(200, far, question(2, "nowhere", "")).setCookie(cookie));
        assertEquals(Answer.Status.BUSY, both.getAnswers(0).getStatus(), "it is to be asked for again");
        assertEquals(Answer.Status.NONE_HOLDS, both.getAnswers(1).getStatus(), "no other station can have it");
        nowNs += 3_000_000_000L;
        assertEquals(Answer.Status.BUSY, reply(asked, request(0, far).setCookie(cookie)).getAnswers(0).getStatus());
        assertEquals(1, others.asked.size(), "however often");
        others.asked.get(0).complete(new Chosen(table(2).engine(2).orElseThrow()));
        nowNs += 3_000_000_000L;
        Answer found = reply(asked, request(0, far).setCookie(cookie)).getAnswers(0);
        assertEquals(Answer.Status.FOUND, found.getStatus());
        assertEquals("rtsp://e2:8554/far", found.getRtspUrl());
        nowNs += 1_000_000_000L;
        assertEquals(Answer.Status.BUSY, reply(asked, request(0, far).setCookie(cookie)).getAnswers(0).getStatus());
        others.asked.get(1).complete(new NoneHolds());
        assertEquals(Answer.Status.NONE_HOLDS, reply(asked, request(0, far).setCookie(cookie)).getAnswers(0).getStatus());
    }

    @Test
    void withoutATokenForItNothingIsBrought() throws Exception {
        TestTokens tokens = new TestTokens();
        Others others = new Others();
        Locator guarded = new Locator(headroom, new Cookies(new byte[32]), counts, program -> {}, tokens.gate,
                new LackingPrograms(others));
        Question.Builder far = question(1, "far", "rtsp");
        ByteString cookie = reply(guarded, request(200, far)).getCookie();
        assertEquals(Answer.Status.REFUSED, reply(guarded, request(0, far).setCookie(cookie)).getAnswers(0).getStatus());
        assertEquals(0, others.asked.size());
        LocateRequest.Builder shown = request(0, far).setCookie(cookie).setToken(tokens.of("far"));
        assertEquals(Answer.Status.BUSY, reply(guarded, shown).getAnswers(0).getStatus());
    }

    @Test
    void garbageIsNotAnswered() {
        byte[] tooSmall = request(0, question(1, "p", "")).build().toByteArray();
        assertTrue(tooSmall.length < Locator.MIN_REQUEST);
        assertEquals(0, raw(tooSmall, ASKER));
        byte[] junk = new byte[100];
        Arrays.fill(junk, (byte) 0xff);
        assertEquals(0, raw(junk, ASKER));
        assertEquals(0, raw(request(1400, question(1, "p", "")).build().toByteArray(), ASKER));
        assertEquals(0, raw(request(100).build().toByteArray(), ASKER));
        assertEquals(1, counts.get(LocateCounter.TOO_SMALL));
        assertEquals(3, counts.get(LocateCounter.MALFORMED));
    }

    @Test
    void theReaderAgreesWithProtobufOnHostileBytes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        QuestionReader reader = new QuestionReader();
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            LocateRequest.Builder request = request(random.nextInt(9))
                    .setNonce(random.nextLong()).setForward(random.nextBoolean());
            for (int q = 0; q < random.nextInt(4); q++) {
                request.addQuestions(question(random.nextInt(), "prog" + random.nextInt(99), random.nextBoolean() ? "rtsp" : "http"));
            }
            byte[] bytes = request.setCookie(ByteString.copyFrom(new byte[random.nextInt(20)])).build().toByteArray();
            for (int change = random.nextInt(4); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            bytes = Arrays.copyOf(bytes, random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length);
            boolean ours = reader.read(bytes, bytes.length);
            LocateRequest theirs;
            try {
                theirs = LocateRequest.parseFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                continue;
            }
            if (!ours) {
                continue;
            }
            read++;
            String where = "seed " + seed + " case " + i;
            assertEquals(theirs.getNonce(), reader.nonce(), where);
            assertEquals(theirs.getForward(), reader.forward(), where);
            assertEquals(theirs.getQuestionsCount(), reader.questions(), where);
            assertEquals(theirs.getCookie().size(), reader.cookieLength(), where);
            for (int q = 0; q < reader.questions(); q++) {
                assertEquals(theirs.getQuestions(q).getId(), reader.id(q), where);
                assertEquals(theirs.getQuestions(q).getProgramIdBytes(),
                        ByteString.copyFrom(bytes, reader.programAt(q), reader.programLength(q)), where);
            }
        }
        assertTrue(read > 50_000, read + " were read");
    }

    @Test
    void aFullQueueIsAnsweredInElevenBytes() throws Exception {
        byte[] datagram = request(40, question(1, "p", "")).build().toByteArray();
        byte[] reply = new byte[16];
        int length = Locator.overloaded(datagram, datagram.length, reply);
        LocateReply read = LocateReply.parser().parseFrom(reply, 0, length);
        assertEquals(77, read.getNonce());
        assertEquals(LocateReply.Status.OVERLOADED, read.getStatus());
        assertEquals(0, Locator.overloaded(datagram, 20, reply));
    }

    @Test
    void aSealHoldsForItsBladeAndItsBytes() {
        byte[] key = new byte[32];
        key[0] = 1;
        DatagramSeal one = new DatagramSeal(1, key);
        DatagramSeal two = new DatagramSeal(2, new byte[32]);
        var poll = BladeDatagram.newBuilder()
                .setLoadPoll(LoadPoll.newBuilder().setNonce(5));
        byte[] sealed = one.seal(poll);
        assertFalse(two.open(sealed).isPresent(), "a blade that gave no key");
        two.learn(1, key);
        assertEquals(5, two.open(sealed).orElseThrow().getLoadPoll().getNonce());
        Random random = new Random(1);
        for (int i = 0; i < sealed.length; i++) {
            byte[] forged = sealed.clone();
            forged[i] ^= (byte) (1 << random.nextInt(8));
            assertFalse(two.open(forged).isPresent(), "byte " + i);
        }
        LoadPolls polls = new LoadPolls(random);
        long nonce = polls.ask(2);
        var answer = BladeDatagram.newBuilder().setSlot(1);
        assertFalse(polls.accept(answer.setLoadAnswer(loadAnswer(2, nonce + 1)).build()));
        assertFalse(polls.accept(answer.setLoadAnswer(loadAnswer(3, nonce)).build()));
        assertFalse(polls.accept(answer.setLoadAnswer(loadAnswer(99, nonce)).build()));
        assertTrue(polls.accept(answer.setLoadAnswer(loadAnswer(2, nonce)).build()));
        assertFalse(polls.accept(answer.setLoadAnswer(loadAnswer(2, nonce)).build()), "counts once");
    }

    private static LoadAnswer.Builder loadAnswer(int slot, long nonce) {
        return LoadAnswer.newBuilder().setSlot(slot).setNonce(nonce);
    }
}
