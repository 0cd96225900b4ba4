package io.mediachassis.controller.headend.content;

import io.mediachassis.backplane.proto.PublishReply;
import io.mediachassis.backplane.proto.PublishRequest;
import io.mediachassis.controller.headend.content.ContentCourse.AtStation;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The station that stores what the content engine downloads (seed 002, claim 9). Any thread, and nothing blocks. */
public interface HomeStation {
    /** What it has of each program, by id. */
    Map<String, AtStation> programs();

    /** Whether all blades in service go by that word of the content manager, or a newer one. */
    boolean goesBy(long epoch, long revision);

    /** Asks its director where a program's bytes are to be put. */
    CompletionStage<PublishReply> announce(PublishRequest request);
}
