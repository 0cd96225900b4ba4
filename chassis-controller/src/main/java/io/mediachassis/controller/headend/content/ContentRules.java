package io.mediachassis.controller.headend.content;

import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.proto.NotPublished;
import io.mediachassis.backplane.proto.ProgramRule;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.backplane.proto.Released;
import io.mediachassis.backplane.proto.Removed;
import java.util.List;

/** What boards are to go by, of the contents that there are and were. Pure. */
final class ContentRules {
    private ContentRules() {}

    /** Without epoch and revision. */
    static ProgramRules word(List<ContentRow> contents) {
        ProgramRules.Builder word = ProgramRules.newBuilder();
        contents.forEach(content -> word.addRules(rule(content)));
        return word.build();
    }

    private static ProgramRule.Builder rule(ContentRow content) {
        ProgramRule.Builder rule = ProgramRule.newBuilder()
                .setProgramId(content.getId())
                .setRevision(content.getRevision())
                .setGoneStoredEpochMs(content.getGoneStoredEpochMs());
        if (content.getForgotten()) {
            return rule.setReleased(Released.getDefaultInstance());
        }
        rule.setManifestHash(content.getManifestHash());
        return switch (content.getState()) {
            case DRAFT, TRANSFERRING, INACTIVE, DISTRIBUTING, READY, FAILED -> rule.setNotPublished(
                    NotPublished.newBuilder().setPublishEpochMs(Math.max(0, content.getPublishEpochMs())));
            case WITHDRAWN -> rule.setRemoved(
                    Removed.newBuilder().setAtHomeAlone(content.getStoredEpochMs() == 0));
            case PUBLISHED, CONTENT_STATE_UNSPECIFIED, UNRECOGNIZED -> rule.setReleased(Released.getDefaultInstance());
        };
    }
}
