package io.mediachassis.blade.http;

import io.netty.handler.codec.http.HttpResponse;
import java.util.List;

/**
 * A response ready to be sent: its head, or the whole of it, and the pieces of files that are its body.
 *
 * @param response a full response when {@code files} is empty
 */
record Answer(HttpResponse response, List<FileSlices.Slice> files) {
    static Answer of(HttpResponse whole) {
        return new Answer(whole, List.of());
    }
}
