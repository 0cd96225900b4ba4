package io.mediachassis.blade.http;

import java.util.Optional;

/** What this blade has by now of what a client waits for, and had not when the answer began. Never blocks. */
final class SegmentsHere {
    private final MediaCatalog catalog;

    SegmentsHere(MediaCatalog catalog) {
        this.catalog = catalog;
    }

    /** The same bytes in a file here; empty: the segment isn't held. */
    Optional<BodyPiece.Slice> held(BodyPiece.Remote piece) {
        return catalog.findInPart(piece.programId())
                .filter(program -> piece.segment() < program.segments().size())
                .map(program -> program.segments().get(piece.segment()))
                .filter(segment -> segment.held() && segment.sha256().equals(piece.tag()))
                .map(segment -> new BodyPiece.Slice(segment.media(), piece.offset(), piece.length(), Optional.of(piece)));
    }

    /** The segment on its way to this blade, of which the first part can be sent. */
    Optional<ArrivingPart> arriving(BodyPiece.Remote piece) {
        return catalog.arriving(piece.programId(), piece.segment(), piece.tag());
    }

    /** Whether it can be sent from here, all of it or what has come. */
    boolean any(BodyPiece.Remote piece) {
        return arriving(piece).isPresent() || held(piece).isPresent();
    }
}
