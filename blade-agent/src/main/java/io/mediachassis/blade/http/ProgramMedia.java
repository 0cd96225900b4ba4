package io.mediachassis.blade.http;

import io.mediachassis.backplane.counter.Counts;
import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers with the media of programs: whole programs and segments for players, with what other engines have in its
 * place, and what is here for engines that copy it. Any thread.
 */
final class ProgramMedia {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramMedia.class);
    private static final String TS = "video/mp2t";

    private final MediaCatalog catalog;
    private final SegmentSources sources;
    private final Replies replies;
    private final FileAnswers files;

    ProgramMedia(MediaCatalog catalog, SegmentSources sources, Replies replies, Counts<HttpCounter> counts) {
        this.catalog = catalog;
        this.sources = sources;
        this.replies = replies;
        this.files = new FileAnswers(replies, counts);
    }

    /** All segments one behind the other, those of other engines fetched when it is their turn. */
    CompletionStage<Answer> whole(HttpRequest request, String id) {
        Optional<HeldProgram> program = catalog.findInPart(id).or(() -> catalog.findArriving(id));
        if (program.isEmpty()) {
            return refuse(404, "program " + id + " is not held here", "see /programs");
        }
        HeldProgram held = program.get();
        return available(held, files.answer(request, new FileAnswers.Body(
                (first, last) -> FileSlices.ofSegments(id, 0, held.segments(), first, last),
                held.bytes(), TS, held.manifestHash(), held.modifiedSeconds())));
    }

    /** A segment for players. One that has just gone is fetched: the client was sent here while it was held. */
    CompletionStage<Answer> hlsSegment(HttpRequest request, HttpRoute.HlsMedia wanted) {
        Optional<HeldProgram> program =
                catalog.findInPart(wanted.id())
                        .or(() -> catalog.findArriving(wanted.id()))
                        .or(() -> catalog.findGrowing(wanted.id()));
        if (program.isEmpty()) {
            return refuse(404, "no program " + wanted.id(), "see /programs");
        }
        HeldProgram held = program.get();
        if (wanted.number() >= held.segments().size()) {
            return noSegment(held, wanted.number());
        }
        HeldProgram.Segment segment = held.segments().get(wanted.number());
        return available(held, files.answer(request, new FileAnswers.Body(
                (first, last) -> FileSlices.ofSegments(held.id(), wanted.number(), List.of(segment), first, last),
                segment.bytes(), TS, segment.sha256(), held.modifiedSeconds())));
    }

    private CompletionStage<Answer> noSegment(HeldProgram program, int number) {
        return refuse(404, "program " + program.id() + " has no segment " + number,
                "its segments are 0 to " + (program.segments().size() - 1));
    }

    /** 503 for an answer that would have to end where nobody has the next piece. */
    private CompletionStage<Answer> available(HeldProgram program, Answer answer) {
        for (BodyPiece piece : answer.body()) {
            if (piece instanceof BodyPiece.Remote remote
                    && sources.holders(remote.programId(), remote.segment()).isEmpty()
                    && sources.receivers(remote.programId(), remote.segment()).isEmpty()
                    && catalog.arriving(remote.programId(), remote.segment(), remote.tag()).isEmpty()
                    && !sources.mayCome(remote.programId())) {
                return done(replies.error(503, "no engine in reach holds segment " + remote.segment()
                        + " of program " + remote.programId(), "ask again later, or for another range")
                        .with(HeadField.RETRY_AFTER, "1"));
            }
        }
        return done(answer.download(program.bitRate()));
    }

    /** The manifest, for an engine that copies. */
    CompletionStage<Answer> manifest(HttpRequest request, HeldProgram program) {
        return file(request, program.manifest(), "application/json", program.manifestHash(), program);
    }

    /** Whether an engine asks that sends what it gets on at once; one that copies takes only what is whole. */
    static boolean takesArriving(HttpRequest request) {
        return request.headers().contains(SegmentRequest.ARRIVING);
    }

    /** A segment or its sidecar, for an engine that copies: what is here, and nothing fetched. */
    CompletionStage<Answer> segment(HttpRequest request, HeldProgram program, int number, boolean index) {
        if (number >= program.segments().size()) {
            return noSegment(program, number);
        }
        HeldProgram.Segment segment = program.segments().get(number);
        boolean arriving = !segment.held() && !index && takesArriving(request)
                && catalog.arriving(program.id(), number, segment.sha256()).isPresent();
        if (arriving) {
            return done(files.answer(request, new FileAnswers.Body(
                    (first, last) -> List.of(new BodyPiece.Arriving(new BodyPiece.Remote(
                            program.id(), number, segment.sha256(), segment.bytes(), first, last - first + 1))),
                    segment.bytes(), TS, segment.sha256(), program.modifiedSeconds())));
        }
        if (!segment.held()) {
            return refuse(404, "segment " + number + " of program " + program.id() + " is not held here",
                    "ask the director which engine holds it");
        }
        return index
                ? file(request, segment.index(), "application/octet-stream", segment.sha256() + "-idx", program)
                : done(files.answer(request, new FileAnswers.Body(
                        (first, last) -> FileSlices.ofFile(segment.media(), first, last), segment.bytes(), TS,
                        segment.sha256(), program.modifiedSeconds())));
    }

    private CompletionStage<Answer> file(
            HttpRequest request, Path file, String type, String tag, HeldProgram program) {
        try {
            return done(files.answer(request, new FileAnswers.Body(
                    (first, last) -> FileSlices.ofFile(file, first, last), Files.size(file), type, tag,
                    program.modifiedSeconds())));
        } catch (IOException e) {
            LOG.warn("{} can't be read: {}; run the store's check", file, e.toString());
            return refuse(500, "a file of the program can't be read", "fetch it from another engine");
        }
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static CompletionStage<Answer> refuse(int status, String error, String hint) {
        return CompletableFuture.failedFuture(new HttpRefusal(status, error, hint));
    }
}
