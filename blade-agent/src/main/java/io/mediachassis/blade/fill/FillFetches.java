package io.mediachassis.blade.fill;

import com.google.protobuf.ByteString;
import io.mediachassis.blade.engine.ArrivingSegments;
import io.mediachassis.blade.engine.SegmentCopier;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Asks engines that hold a segment for what no group brings of it. Blocks; any thread. */
final class FillFetches {
    private final ProgramStore store;
    private final ArrivingSegments arriving;
    private final SegmentCopier copier;
    private final Holders holders;

    FillFetches(ProgramStore store, ArrivingSegments arriving, SegmentCopier copier, Holders holders) {
        this.store = store;
        this.arriving = arriving;
        this.copier = copier;
        this.holders = holders;
    }

    private interface Question<T> {
        T ask(URI holder) throws IOException, InterruptedException;
    }

    /** The manifest of the program that the groups send. */
    Manifest manifest(Fill fill) throws IOException, InterruptedException {
        Optional<Manifest> known = store.holding(fill.programId()).map(Program::manifest)
                .or(() -> arriving.manifest(fill.programId()));
        Manifest manifest = known.isPresent() ? known.get()
                : any(fill, holder -> copier.manifest(fill.programId(), holder));
        if (!ByteString.copyFrom(manifest.hash()).equals(fill.manifestHash())) {
            throw new IOException("program " + fill.programId() + " is another one here than its groups send");
        }
        return manifest;
    }

    byte[] index(Fill fill) throws IOException, InterruptedException {
        return any(fill, holder -> copier.index(fill.programId(), fill.segment(), holder));
    }

    /** Some of a segment's media, up to 1 MiB. */
    byte[] media(String programId, ByteString manifestHash, int segment, long from, int bytes)
            throws IOException, InterruptedException {
        return any(programId, manifestHash, segment,
                holder -> copier.some(programId, segment, from, bytes, holder));
    }

    /** Of the first that answers. */
    private <T> T any(Fill fill, Question<T> question) throws IOException, InterruptedException {
        return any(fill.programId(), fill.manifestHash(), fill.segment(), question);
    }

    private <T> T any(String programId, ByteString manifestHash, int segment, Question<T> question)
            throws IOException, InterruptedException {
        IOException last = new IOException("no engine that holds segment " + segment + " can be reached");
        for (URI holder : holders.of(programId, manifestHash, segment)) {
            try {
                return question.ask(holder);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }
}
