package io.mediachassis.blade.http;

import java.net.InetSocketAddress;
import java.util.List;

/** No other engine. */
final class NoSources implements SegmentSources {
    @Override
    public List<InetSocketAddress> holders(String programId, int segment) {
        return List.of();
    }

    @Override
    public String token() {
        return "";
    }
}
