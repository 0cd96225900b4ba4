package io.mediachassis.blade.locate;

import com.google.protobuf.CodedOutputStream;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The segment location table as the answers that it makes, each encoded once. Load reports renew the table many times a
 * second, and holdings stay: an entry is looked at again with each table, and encoded again only when what it says has
 * changed. One thread.
 */
final class AnswerBook {
    private static final int SLOTS = 17;
    private static final int PROTOCOLS = 3;
    /** Programs remembered; beyond it the book starts anew. */
    private static final int LIMIT = 1 << 16;

    private final Map<Key, Entry> entries = new HashMap<>();
    private final Key probe = new Key();

    /** The bytes of a program id, wherever they lie. */
    private static final class Key {
        byte[] bytes = new byte[0];
        int at;
        int length;
        int hash;

        void set(byte[] from, int start, int count) {
            bytes = from;
            at = start;
            length = count;
            int h = 1;
            for (int i = start; i < start + count; i++) {
                h = 31 * h + from[i];
            }
            hash = h;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && Arrays.equals(bytes, at, at + length, key.bytes, key.at, key.at + key.length);
        }
    }

    /** One program. */
    static final class Entry {
        final String programId;
        private SegmentLocationTable table = SegmentLocationTable.EMPTY;
        private List<Engine> holders = List.of();
        private List<Engine> wholeHolders = List.of();
        private List<Engine> receivers = List.of();
        private long bitRate;
        private final byte[][] tails = new byte[SLOTS * PROTOCOLS][];
        private final @Nullable Engine[] tailsOf = new Engine[SLOTS];

        Entry(String programId) {
            this.programId = programId;
        }

        /** Engines that hold its beginning, while the station holds all of it. */
        List<Engine> holders() {
            return holders;
        }

        /** Those that a download is sent to: they hold all of it, where any do. */
        List<Engine> downloadFrom() {
            return wholeHolders.isEmpty() ? holders : wholeHolders;
        }

        /** Engines to which its beginning is on its way, and that stream it meanwhile. */
        List<Engine> receivers() {
            return receivers;
        }

        long bitRate() {
            return bitRate;
        }

        void lookAt(SegmentLocationTable now) {
            if (table != now) {
                table = now;
                boolean whole = now.program(programId).isPresent();
                holders = whole ? now.holders(programId, 0) : List.of();
                wholeHolders = whole ? now.holders(programId) : List.of();
                receivers = whole ? now.receivers(programId, 0) : List.of();
                ProgramHolding holding = whole && !holders.isEmpty()
                        ? holders.get(0).programs().get(programId) : null;
                bitRate = holding == null ? 0 : holding.getBitRate();
            }
        }

        /** Fields 2 and up of the answer that names this engine. */
        // The same objects say the same; others are looked at.
        @SuppressWarnings("ReferenceEquality")
        byte[] tail(Engine engine, int protocol) {
            int slot = engine.slot();
            Engine before = tailsOf[slot];
            if (before != engine) {
                if (before == null || before.programs() != engine.programs()
                        || !before.load().getRtspUrl().equals(engine.load().getRtspUrl())
                        || !before.load().getHttpUrl().equals(engine.load().getHttpUrl())) {
                    for (int p = 0; p < PROTOCOLS; p++) {
                        tails[slot * PROTOCOLS + p] = encode(found(engine, programId, p));
                    }
                }
                tailsOf[slot] = engine;
            }
            return tails[slot * PROTOCOLS + protocol];
        }
    }

    /** The program of that id; null when no reachable engine holds it. */
    @Nullable Entry find(byte[] from, int at, int length, SegmentLocationTable table) {
        probe.set(from, at, length);
        Entry entry = entries.get(probe);
        if (entry == null) {
            String programId = new String(from, at, length, StandardCharsets.UTF_8);
            // What nobody holds is not remembered: strangers choose the names.
            if (table.program(programId).isEmpty()) {
                return null;
            }
            if (entries.size() >= LIMIT) {
                entries.clear();
            }
            Key key = new Key();
            key.set(Arrays.copyOfRange(from, at, at + length), 0, length);
            entry = new Entry(programId);
            entries.put(key, entry);
        }
        entry.lookAt(table);
        return entry.holders().isEmpty() ? null : entry;
    }

    /** What is answered when the engine is to serve the program, without the question's id. */
    static Answer found(Engine engine, String programId, int protocol) {
        Answer.Builder answer = Answer.newBuilder().setStatus(Answer.Status.FOUND);
        ProgramHolding holding = engine.programs().get(programId);
        if (holding != null) {
            answer.setTitle(holding.getTitle()).setDurationMs(holding.getDurationMs());
        }
        if (protocol != QuestionReader.HTTP) {
            answer.setRtspUrl(engine.load().getRtspUrl() + programId);
        }
        if (protocol != QuestionReader.RTSP) {
            answer.setHttpUrl(engine.load().getHttpUrl() + "programs/" + programId + ".ts");
        }
        return answer.build();
    }

    static byte[] encode(Answer answer) {
        byte[] bytes = new byte[answer.getSerializedSize()];
        try {
            answer.writeTo(CodedOutputStream.newInstance(bytes));
        } catch (IOException e) {
            throw new IllegalStateException("an array has no errors", e);
        }
        return bytes;
    }
}
