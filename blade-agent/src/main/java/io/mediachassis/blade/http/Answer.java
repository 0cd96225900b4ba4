package io.mediachassis.blade.http;

import java.util.List;

/** A response ready to be sent: its head, to which only the end is to be added, and its body. One thread. */
final class Answer {
    private static final byte[] NOTHING = {};

    private final Head head;
    private final byte[] text;
    private final List<BodyPiece> body;

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
