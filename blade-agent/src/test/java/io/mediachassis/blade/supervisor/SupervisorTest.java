package io.mediachassis.blade.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.supervisor.Supervisor.Stored;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What systemd says by the environment, and what is said to it. */
class SupervisorTest {
    @Test
    void inheritedDescriptors_areGatheredByTheirName() {
        assertEquals(
                List.of(new Stored("rtsp-1", List.of(3, 5)), new Stored("rtsp-2", List.of(4, 6))),
                Supervisor.inherited(
                        Map.of("LISTEN_FDS", "4", "LISTEN_FDNAMES", "rtsp-1:rtsp-2:rtsp-1:rtsp-2")));
        assertEquals(List.of(new Stored("", List.of(3))), Supervisor.inherited(Map.of("LISTEN_FDS", "1")));
        assertEquals(List.of(), Supervisor.inherited(Map.of("LISTEN_FDS", "-1")));
        assertEquals(List.of(), Supervisor.inherited(Map.of()));
    }

    @Test
    void withoutSupervisor_nothingIsKept() {
        Supervisor none = Supervisor.of(Map.of(), 1, 10);
        assertFalse(none.present());
        assertFalse(none.store("rtsp-1", 0));
        none.remove("rtsp-1");
        none.close();
        assertFalse(Supervisor.of(Map.of("NOTIFY_SOCKET", "/nobody/listens"), 1, 10).present());
    }

    @Test
    void messages_areAssignments() {
        NotifyMessage store = NotifyMessage.parse(NotifyMessage.store("rtsp-1"));
        assertTrue(store.says(NotifyMessage.STORE));
        assertEquals("rtsp-1", store.name());
        NotifyMessage remove = NotifyMessage.parse("FDSTOREREMOVE=1\nFDNAME=a:b\nno assignment\n=x");
        assertTrue(remove.says(NotifyMessage.REMOVE));
        assertFalse(remove.says(NotifyMessage.STORE));
        assertEquals("", remove.name());
    }
}
