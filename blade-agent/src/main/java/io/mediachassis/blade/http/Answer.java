package io.mediachassis.blade.http;

import io.mediachassis.backplane.token.TokenClaims;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A response ready to be sent: its head, to which only the end is to be added, and its body. One thread. */
final class Answer {
    private static final byte[] NOTHING = {};
    /** Shorter answers are over before they would count. */
    private static final long ADMITTED_BYTES = 256 << 10;

    private final Head head;
    private final byte[] text;
    private final List<BodyPiece> body;
    private boolean download;
    private long playedBps;
    private @Nullable TokenClaims token;

    private Answer(Head head, byte[] text, List<BodyPiece> body) {
        this.head = head;
        this.text = text;
        this.body = body;
    }

    /** One whose body is pieces of files, and what stands between them. */
    Answer(Head head, List<BodyPiece> body) {
        this(head, NOTHING, List.copyOf(body));
    }

    /** One without a body. */
    Answer(Head head) {
        this(head, NOTHING, List.of());
    }

    /** One whose body is at hand; nobody writes to it any more. */
    Answer(Head head, byte[] text) {
        this(head, text, List.of());
    }

    /**
     * The same, as media for a player: it has to share what streams leave.
     *
     * @param bitRate at which the program plays, bit/s
     */
    Answer download(long bitRate) {
        download = true;
        playedBps = bitRate;
        return this;
    }

    /** The same, for who showed this token: once that is revoked, what is not sent yet is not. */
    Answer letIn(TokenClaims claims) {
        token = claims;
        return this;
    }

    /** The token by which it is given; empty where none is needed. */
    Optional<TokenClaims> token() {
        return Optional.ofNullable(token);
    }

    /** Whether it is media for a player; else what other engines need, or no media. */
    boolean isDownload() {
        return download;
    }

    /** What it takes of the blade's capacity, bit/s; 0 for next to nothing. */
    long playedBps() {
        if (playedBps == 0) {
            return 0;
        }
        long bytes = 0;
        for (int i = 0; i < body.size() && bytes < ADMITTED_BYTES; i++) {
            bytes += body.get(i).length();
        }
        return bytes < ADMITTED_BYTES ? 0 : playedBps;
    }

    Head head() {
        return head;
    }

    /** The body when it is at hand, else nothing. */
    byte[] text() {
        return text;
    }

    /** The body when it is pieces, else none. */
    List<BodyPiece> body() {
        return body;
    }

    /** The same with one more field. */
    Answer with(HeadField name, CharSequence value) {
        head.add(name, value);
        return this;
    }
}
