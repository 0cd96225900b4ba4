package io.mediachassis.blade.locate;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.proto.LocateRequest;
import io.mediachassis.backplane.proto.Question;
import java.util.Arrays;

/**
 * What anybody may send to the locate port. What protobuf's own parser reads is read alike, and nothing is found outside
 * the datagram. The kept inputs run as tests; with JAZZER_FUZZ=1 new ones are looked for.
 */
class QuestionReaderFuzzTest {
    private final QuestionReader reader = new QuestionReader();

    @FuzzTest
    void datagram(byte[] data) {
        // A buffer is larger than what came, and what lies behind is of the datagram before.
        byte[] buffer = Arrays.copyOf(data, data.length + 64);
        Arrays.fill(buffer, data.length, buffer.length, (byte) 0x12);
        boolean read = reader.read(buffer, data.length);
        if (!read) {
            return;
        }
        inside("cookie", reader.cookieAt(), reader.cookieLength(), data.length);
        for (int i = 0; i < reader.questions(); i++) {
            inside("program", reader.programAt(i), reader.programLength(i), data.length);
        }
        LocateRequest expected;
        try {
            expected = LocateRequest.parseFrom(data);
        } catch (InvalidProtocolBufferException e) {
            // It is stricter: about UTF-8, groups and repeated submessages.
            return;
        }
        same("questions", expected.getQuestionsCount(), reader.questions());
        same("nonce", expected.getNonce(), reader.nonce());
        same("cookie", expected.getCookie().size(), reader.cookieLength());
        for (int i = 0; i < reader.questions(); i++) {
            Question question = expected.getQuestions(i);
            same("id", question.getId(), reader.id(i));
            String program = new String(buffer, reader.programAt(i), reader.programLength(i),
                    java.nio.charset.StandardCharsets.UTF_8);
            if (!program.equals(question.getProgramId())) {
                throw new AssertionError(program + " for " + question.getProgramId());
            }
        }
    }

    private static void inside(String what, int at, int length, int end) {
        if (length < 0 || at < 0 || (length > 0 && at + length > end)) {
            throw new AssertionError(what + " at " + at + ", " + length + " bytes of " + end);
        }
    }

    private static void same(String what, long expected, long found) {
        if (expected != found) {
            throw new AssertionError(what + " " + found + " for " + expected);
        }
    }
}
