package io.mediachassis.controller.headend.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.MetadataReplica;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the other controller has still to be told: rows in the order of their revisions, in messages of a bounded size, the
 * next when the one before it is on its disk. Pure; one thread.
 */
final class PeerTelling {
    private static final int MESSAGE_BYTES = 256 * 1024;
    private static final int MESSAGE_ROWS = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Everything above this revision is still to be told. */
    private long through = Long.MAX_VALUE;

    private boolean telling;

    /** These were just stored. */
    void changed(long firstRevision) {
        through = Math.min(through, firstRevision - 1);
    }

    /** The other controller has come, and may know nothing. */
    void everything() {
        through = 0;
        telling = false;
    }

    /** After which revision to go on, if there is something to tell now; it counts as being told. */
    OptionalLong begin() {
        if (telling || through == Long.MAX_VALUE) {
            return OptionalLong.empty();
        }
        telling = true;
        long from = through;
        through = Long.MAX_VALUE;
        return OptionalLong.of(from);
    }

    /** The message was stored by the other, or not, which has it told again later. */
    void ended(boolean stored, long from, long last) {
        telling = false;
        through = Math.min(through, stored ? last : from);
    }

    /** There was nothing above that revision. */
    void nothing() {
        telling = false;
    }

    /** As many of these as one message takes. */
    static MetadataReplica message(List<MetadataRow> rows) {
        MetadataReplica.Builder replica = MetadataReplica.newBuilder();
        int bytes = 0;
        for (MetadataRow row : rows) {
            ByteString json = row.entry().map(PeerTelling::bytes).orElse(ByteString.EMPTY);
            bytes += json.size();
            if (replica.getRowsCount() > 0 && (bytes > MESSAGE_BYTES || replica.getRowsCount() >= MESSAGE_ROWS)) {
                break;
            }
            replica.addRowsBuilder().setKind(row.kind().name()).setId(row.id()).setRevision(row.revision()).setJson(json);
        }
        return replica.build();
    }

    private static ByteString bytes(Entry entry) {
        try {
            return ByteString.copyFrom(JSON.writeValueAsBytes(MetadataJson.json(entry)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry is no JSON", e);
        }
    }

    /** What such a message says. */
    static List<MetadataRow> rows(MetadataReplica replica) throws IOException {
        List<MetadataRow> rows = new ArrayList<>();
        for (var row : replica.getRowsList()) {
            MetadataJson.Kind kind = MetadataJson.Kind.valueOf(row.getKind());
            Optional<Entry> entry = Optional.empty();
            if (!row.getJson().isEmpty()) {
                JsonNode json = JSON.readTree(row.getJson().toByteArray());
                entry = Optional.of(MetadataJson.entry(kind, json));
            }
            rows.add(new MetadataRow(kind, row.getId(), row.getRevision(), entry));
        }
        return rows;
    }
}
