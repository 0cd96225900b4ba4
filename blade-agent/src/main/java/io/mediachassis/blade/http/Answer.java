package io.mediachassis.blade.http;

import io.netty.handler.codec.http.HttpResponse;
import java.util.List;

/**
 * A response ready to be sent: its head, or the whole of it, and the pieces that are its body.
 *
 * @param response a full response when {@code body} is empty
 */
record Answer(HttpResponse response, List<BodyPiece> body) {
    Answer {
        body = List.copyOf(body);
    }

    static Answer of(HttpResponse whole) {
        return new Answer(whole, List.of());
    }
}
