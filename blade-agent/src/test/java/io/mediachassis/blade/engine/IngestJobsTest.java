package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.IngestStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What others hear of deliveries and copies. */
class IngestJobsTest {
    private final List<String> heard = new ArrayList<>();
    private final IngestJobs jobs = new IngestJobs();

    IngestJobsTest() {
        jobs.listener(new IngestJobs.DeliveryListener() {
            @Override
            public void begun(String programId) {
                heard.add("begun " + programId);
            }

            @Override
            public void ended(String programId) {
                heard.add("ended " + programId);
            }
        });
    }

    private List<String> told() {
        return jobs.statuses().stream().map(IngestStatus::getProgramId).toList();
    }

    @Test
    void eachDeliveryIsToldOfAndNoCopy() {
        assertTrue(jobs.deliver("a", "A", 10));
        assertFalse(jobs.deliver("a", "A", 10), "twice at a time");
        jobs.progress("a", "A", "cutting", 5, 10);
        jobs.done("a");
        assertTrue(jobs.deliver("b", "B", 10));
        jobs.failed("b", "junk");
        jobs.progress("c", "C", "fetching", 5, 10);
        jobs.failed("c", "no source");
        assertEquals(List.of("begun a", "ended a", "begun b", "ended b"), heard);
        assertEquals(List.of("b", "c"), told());
    }

    @Test
    void aFailureIsForgottenOnceTheProgramCameInElsewhere() {
        jobs.deliver("a", "A", 10);
        jobs.failed("a", "junk");
        jobs.progress("c", "C", "fetching", 5, 10);
        jobs.failed("c", "no source");
        jobs.forgetDelivered(id -> false);
        assertEquals(List.of("a", "c"), told());
        jobs.forgetDelivered(id -> true);
        assertEquals(List.of("c"), told(), "that a copy failed is news as long as it does");
    }
}
