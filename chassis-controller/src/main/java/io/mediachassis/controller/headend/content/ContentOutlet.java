package io.mediachassis.controller.headend.content;

import io.mediachassis.backplane.proto.ContentReplica;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.proto.ProgramRules;
import java.util.concurrent.CompletionStage;

/** Whom the content manager tells what changed. Any thread. */
public interface ContentOutlet {
    /** Boards are to go by this, those too that come later. */
    void tellBoards(ProgramRules word);

    /** The other controller is to hear this; true once it is on its disk. */
    CompletionStage<Boolean> tellPeer(ContentReplica replica);

    /** It came into another state. */
    void event(ContentRow content);
}
