package io.mediachassis.snmp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.Processor;
import io.mediachassis.backplane.proto.StorageVolume;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.SampleUnit;
import io.mediachassis.snmp.agent.UnitRows;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.snapshot.RowTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

class HostRowsTest {
    private static final String STORAGE = "1.3.6.1.2.1.25.2.3.1.";
    private static final String DEVICE = "1.3.6.1.2.1.25.3.2.1.";
    private static final String LOAD = "1.3.6.1.2.1.25.3.3.1.2";
    private static final String TYPES = "1.3.6.1.2.1.25.";

    private final UnitSnapshot.Builder unit = SampleUnit.snapshot();
    private final HostReport.Builder blade3 = unit.getSlotsBuilder(2).getHostBuilder();
    private RowTable shown = rows();

    private RowTable rows() {
        return new UnitRows(new ChassisMib(32473)).of(unit.build(), 100, 0).table();
    }

    private Variable value(String instance) {
        return shown.get(new OID(instance)).orElseGet(() -> fail("no instance " + instance));
    }

    private List<Integer> indexes(String column) {
        OID oid = new OID(column);
        List<Integer> found = new ArrayList<>();
        for (int i = shown.firstFrom(oid, true); i < shown.size() && shown.oid(i).startsWith(oid); i++) {
            found.add(shown.oid(i).last());
        }
        return found;
    }

    @Test
    void theSystemIsTheActiveControllers() {
        unit.getControllersBuilder(1).getHostBuilder().setProcesses(90);
        shown = rows();
        assertEquals(720_000, value("1.3.6.1.2.1.25.1.1.0").toLong());
        assertEquals(80, value("1.3.6.1.2.1.25.1.6.0").toLong());
        assertEquals(8 << 20, value("1.3.6.1.2.1.25.2.2.0").toInt());
        unit.setController(2);
        shown = rows();
        assertEquals(90, value("1.3.6.1.2.1.25.1.6.0").toLong());
    }

    @Test
    void storageIsWhatManagersReckonWith() {
        assertEquals(List.of(10305001, 10305101, 10305102),
                indexes(STORAGE + 1).stream().filter(i -> i / 100_000 == 103).toList());
        assertEquals(List.of(40105001, 40105002, 40105101),
                indexes(STORAGE + 1).stream().filter(i -> i / 100_000 == 401).toList());
        assertEquals(TYPES + "2.1.2", value(STORAGE + "2.10305001").toString());
        assertEquals(TYPES + "2.1.3", value(STORAGE + "2.40105002").toString());
        assertEquals(TYPES + "2.1.4", value(STORAGE + "2.10305102").toString());
        assertEquals("Blade 3 memory", value(STORAGE + "3.10305001").toString());
        assertEquals("Blade 3 /srv/media2", value(STORAGE + "3.10305102").toString());
        assertEquals(64L << 30, bytes(5, 10305001));
        assertEquals(29_999_999_975_424L, bytes(5, 10305102));
        assertEquals(15_000_000_004_096L, bytes(6, 10305102));
    }

    private long bytes(int column, int index) {
        return (long) value(STORAGE + 4 + "." + index).toInt() * value(STORAGE + column + "." + index).toInt();
    }

    @Test
    void unitsAreSuchThat31BitsHoldTheSize() {
        assertEquals(4096, StorageRows.unit(0));
        assertEquals(4096, StorageRows.unit((4096L << 30) - 1));
        assertEquals(8192, StorageRows.unit(4096L << 30));
        assertEquals(32_768, StorageRows.unit(30_000_000_000_000L));
        assertTrue(StorageRows.unit(Long.MAX_VALUE) > 0);
        blade3.setVolumes(0, StorageVolume.newBuilder().setNumber(1).setTotalBytes(Long.MAX_VALUE).setUsedBytes(1));
        shown = rows();
        assertTrue(value(STORAGE + "5.10305101").toInt() > 0);
        assertEquals(1, value(STORAGE + "6.10305101").toInt(), "not empty");
    }

    @Test
    void processorsHaveTheirLoadWhileTheBladeAnswers() {
        assertEquals(List.of(10106001, 10106002, 10206001, 10206002, 10306001, 10306002, 10506001, 10506002, 40106001,
                40206001), indexes(LOAD));
        assertEquals(31, value(LOAD + ".10306002").toInt());
        assertEquals(TYPES + "3.1.3", value(DEVICE + "2.10306002").toString());
        assertEquals("Blade 3 processor 2: Some(R) Processor 16-Core", value(DEVICE + "3.10306002").toString());
        assertEquals(2, value(DEVICE + "5.10306002").toInt());
        unit.getSlotsBuilder(2).setLinkUp(false);
        shown = rows();
        assertEquals(1, value(DEVICE + "5.10306002").toInt());
        assertEquals(8, indexes(LOAD).size());
        unit.getSlotsBuilder(2).setPowered(false);
        shown = rows();
        assertEquals(5, value(DEVICE + "5.10306002").toInt());
        assertEquals(29_999_999_975_424L, bytes(5, 10305102));
    }

    @Test
    void portsAreDevicesWithTheirIfIndex() {
        assertEquals(TYPES + "3.1.4", value(DEVICE + "2.10304002").toString());
        assertEquals("Blade 3 eth0", value(DEVICE + "3.10304002").toString());
        assertEquals(10304002, value("1.3.6.1.2.1.25.3.4.1.1.10304002").toInt());
        assertEquals(10, indexes("1.3.6.1.2.1.25.3.4.1.1").size());
    }

    @Test
    void whatABoardMustNotSayMakesNoRowAndNoFailure() {
        int size = shown.size();
        blade3.addProcessors(Processor.newBuilder().setNumber(1)).addProcessors(Processor.newBuilder().setNumber(0))
                .addProcessors(Processor.newBuilder().setNumber(1000))
                .addVolumes(StorageVolume.newBuilder().setNumber(1)).addVolumes(StorageVolume.newBuilder().setNumber(900))
                .addVolumes(StorageVolume.newBuilder().setNumber(-1));
        shown = rows();
        assertEquals(size, shown.size());
        blade3.setProcessorModel("x".repeat(100));
        shown = rows();
        assertEquals(64, value(DEVICE + "3.10306001").toString().length());
    }
}
