package io.mediachassis.blade.fill;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.util.List;

/** Who else has segments. Any thread. */
@FunctionalInterface
public interface Holders {
    /** HTTP addresses of engines that hold a segment of the program with that manifest. */
    List<URI> of(String programId, ByteString manifestHash, int segment);
}
