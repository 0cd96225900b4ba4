package io.mediachassis.controller.headend.content;

import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.proto.NotPublished;
import io.mediachassis.backplane.proto.ProgramRule;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.backplane.proto.Removed;
import java.util.List;

/** What boards are to go by, of the contents that there are. Pure. */
final class ContentRules {
    private ContentRules() {}

    /** Without epoch and revision. */
    static ProgramRules word(List<ContentRow> contents) {
        ProgramRules.Builder word = ProgramRules.newBuilder();
        for (ContentRow content : contents) {
            ProgramRule.Builder rule = ProgramRule.newBuilder().setProgramId(content.getId());
            switch (content.getState()) {
                case DRAFT, TRANSFERRING, INACTIVE, DISTRIBUTING, READY, FAILED -> word.addRules(rule.setNotPublished(
                        NotPublished.newBuilder().setPublishEpochMs(Math.max(0, content.getPublishEpochMs()))));
                case WITHDRAWN -> word.addRules(rule.setRemoved(Removed.getDefaultInstance()));
                case PUBLISHED, CONTENT_STATE_UNSPECIFIED, UNRECOGNIZED -> { }
            }
        }
        return word.build();
    }
}
