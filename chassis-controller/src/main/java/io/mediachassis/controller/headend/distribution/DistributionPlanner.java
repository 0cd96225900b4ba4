package io.mediachassis.controller.headend.distribution;

import com.google.protobuf.ProtocolStringList;
import io.mediachassis.backplane.proto.ContentDistribution;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.proto.PlannedProgram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What each station is to obtain and to keep, of the contents that there are (seed 002 claims 10 and 11). Pure. */
public final class DistributionPlanner {
    /** In the place of names: every station. */
    public static final String EVERY = "*";

    private DistributionPlanner() {}

    /**
     * By station, of those that belong to the head-end beside the home; each in the order of ids.
     *
     * @param contents all that there are
     */
    public static Map<String, List<PlannedProgram>> plan(
            Collection<ContentRow> contents, Set<String> stations, Instant now) {
        Map<String, List<PlannedProgram>> plan = new HashMap<>();
        stations.forEach(station -> plan.put(station, new ArrayList<>()));
        contents.stream()
                .filter(DistributionPlanner::goesOut)
                .sorted(Comparator.comparing(ContentRow::getId))
                .forEach(content -> {
                    PlannedProgram program = program(content, now);
                    wanted(content, stations).forEach(station -> plan.getOrDefault(station, List.of()).add(program));
                });
        return plan;
    }

    /** The stations that are to have it, of those that there are. */
    public static Set<String> wanted(ContentRow content, Set<String> stations) {
        ProtocolStringList names = content.getDistribution().getStationsList();
        Set<String> wanted = new TreeSet<>(stations);
        if (!names.contains(EVERY)) {
            wanted.retainAll(names);
        }
        return wanted;
    }

    /** What is published stays in the plan: stations that were away obtain it when they are back. */
    private static boolean goesOut(ContentRow content) {
        return switch (content.getState()) {
            case DISTRIBUTING, READY, PUBLISHED -> !content.getForgotten();
            case CONTENT_STATE_UNSPECIFIED, DRAFT, TRANSFERRING, INACTIVE, WITHDRAWN, FAILED, UNRECOGNIZED -> false;
        };
    }

    private static PlannedProgram program(ContentRow content, Instant now) {
        ContentDistribution how = content.getDistribution();
        PlannedProgram.Builder program = PlannedProgram.newBuilder()
                .setProgramId(content.getId())
                .setManifestHash(content.getManifestHash())
                .setRateBps(how.getRateBps())
                .setOrder(how.getOrder())
                .setPublishEpochMs(Math.max(0, content.getPublishEpochMs()));
        if (!how.getWindow().isEmpty()) {
            DailyWindow.Span open = DailyWindow.of(how.getWindow()).at(now);
            program.setNotBeforeEpochMs(open.from().toEpochMilli()).setNotAfterEpochMs(open.to().toEpochMilli());
        }
        return program.build();
    }
}
