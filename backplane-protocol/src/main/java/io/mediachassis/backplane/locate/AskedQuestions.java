package io.mediachassis.backplane.locate;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.backplane.proto.LocateReply;
import io.mediachassis.backplane.proto.LocateRequest;
import io.mediachassis.backplane.proto.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The questions of one asking, and what is still without an answer. Makes the next datagram, and takes replies. Pure; one
 * thread.
 */
final class AskedQuestions {
    /** Questions of one datagram at most. */
    static final int MAX_QUESTIONS = 64;
    /** What an answer takes about, so that padding spares the cookie's round. */
    private static final int ANSWER_BYTES = 200;
    /** No reply fits a smaller request. */
    private static final int MIN_BYTES = 32;

    private static final int COOKIE_ROOM = 24;

    private final List<String> programIds;
    private final String protocol;
    private final boolean forward;
    private final long nonce;
    private final Map<Integer, Answer> answers = new TreeMap<>();
    private final String token;
    private ByteString cookie;

    /**
     * Questions without answers.
     *
     * @param cookie as the station gave it last, or empty
     * @param token that lets the asker play, or empty
     */
    AskedQuestions(
            List<String> programIds, String protocol, boolean forward, long nonce, ByteString cookie, String token) {
        this.token = token;
        this.programIds = List.copyOf(programIds);
        this.protocol = protocol;
        this.forward = forward;
        this.nonce = nonce;
        this.cookie = cookie;
    }

    /**
     * The datagram that asks for what is still open, as much of it as fits.
     *
     * @throws IllegalArgumentException when a program id is too long for any datagram
     */
    byte[] datagram() {
        LocateRequest.Builder request =
                LocateRequest.newBuilder().setNonce(nonce).setCookie(cookie).setForward(forward).setToken(token);
        int size = request.build().getSerializedSize();
        for (int i = 0; i < programIds.size() && request.getQuestionsCount() < MAX_QUESTIONS; i++) {
            if (answers.containsKey(i)) {
                continue;
            }
            Question question = Question.newBuilder()
                    .setId(i)
                    .setProgramId(programIds.get(i))
                    .setProtocol(protocol)
                    .build();
            int more = question.getSerializedSize() + 3;
            if (size + more > LocateClient.MAX_DATAGRAM) {
                break;
            }
            size += more;
            request.addQuestions(question);
        }
        if (request.getQuestionsCount() == 0) {
            throw new IllegalArgumentException("a program id of more than " + LocateClient.MAX_DATAGRAM
                    + " bytes does not fit a datagram");
        }
        int wanted = cookie.isEmpty() && !forward
                ? COOKIE_ROOM + ANSWER_BYTES * request.getQuestionsCount() : MIN_BYTES;
        int padding = Math.min(wanted, LocateClient.MAX_DATAGRAM) - size - 3;
        if (padding > 0) {
            request.setPadding(ByteString.copyFrom(new byte[padding]));
        }
        return request.build().toByteArray();
    }

    /**
     * Takes a reply.
     *
     * @return whether it is one to this asking
     */
    boolean take(LocateReply reply) {
        if (reply.getNonce() != nonce) {
            return false;
        }
        if (!reply.getCookie().isEmpty()) {
            cookie = reply.getCookie();
        }
        for (Answer answer : reply.getAnswersList()) {
            if (answer.getId() >= 0 && answer.getId() < programIds.size()) {
                answers.putIfAbsent(answer.getId(), answer);
            }
        }
        return true;
    }

    boolean complete() {
        return answers.size() == programIds.size();
    }

    /** How many have their answer. */
    int answered() {
        return answers.size();
    }

    ByteString cookie() {
        return cookie;
    }

    /** In the order of the questions. */
    List<Answer> answers() {
        return new ArrayList<>(answers.values());
    }
}
