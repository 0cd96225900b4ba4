package io.mediachassis.controller.headend.metadata;

import com.google.protobuf.ByteString;

/** A missing range of a partial file: the only media that the meta data server has. */
public record Part(String file, int number, ByteString data) implements Entry {
    @Override
    public String id() {
        return file + " " + number;
    }
}
