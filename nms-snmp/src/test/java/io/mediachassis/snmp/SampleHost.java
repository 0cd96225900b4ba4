package io.mediachassis.snmp;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.NetworkInterface;
import io.mediachassis.backplane.proto.Processor;
import io.mediachassis.backplane.proto.StorageVolume;

/**
 * Operating systems of made boards: blades with lo (1), two ports of 25 Gbit/s (2, 3) and their bond (4), two volumes of
 * 4 and 30 TB and two processors; controllers with lo and one port of 1 Gbit/s, a volume, a processor and swap space.
 */
public final class SampleHost {
    private SampleHost() {}

    /** Of the blade in a slot. */
    public static HostReport.Builder blade(int slot) {
        return HostReport.newBuilder()
                .setBootId("boot-" + slot)
                .setUptimeMs(3_600_000)
                .setProcesses(120)
                .setMemoryTotalBytes(64L << 30)
                .setMemoryUsedBytes(16L << 30)
                .setProcessorModel("Some(R) Processor 16-Core")
                .addProcessors(Processor.newBuilder().setNumber(1).setLoadPercent(slot * 10))
                .addProcessors(Processor.newBuilder().setNumber(2).setLoadPercent(slot * 10 + 1))
                .addInterfaces(loopback())
                .addInterfaces(port(2, "eth0", slot))
                .addInterfaces(port(3, "eth1", slot).setAlias("to the core"))
                .addInterfaces(port(4, "bond0", slot).setType(161).setConnector(false).setSpeedBps(50_000_000_000L)
                        .addLower(2).addLower(3))
                .addVolumes(volume(1, "/srv/media1", 4_000_000_000_000L, 3_000_000_000_000L))
                .addVolumes(volume(2, "/srv/media2", 30_000_000_000_000L, 15_000_000_000_000L));
    }

    /** Of a controller. */
    public static HostReport.Builder controller(int number) {
        return HostReport.newBuilder()
                .setBootId("boot-c" + number)
                .setUptimeMs(7_200_000)
                .setProcesses(80)
                .setMemoryTotalBytes(8L << 30)
                .setMemoryUsedBytes(1L << 30)
                .setSwapTotalBytes(2L << 30)
                .setSwapUsedBytes(1L << 20)
                .setProcessorModel("Some(R) Processor 4-Core")
                .addProcessors(Processor.newBuilder().setNumber(1).setLoadPercent(3))
                .addInterfaces(loopback())
                .addInterfaces(port(2, "eth0", 100 + number).setSpeedBps(1_000_000_000L))
                .addVolumes(volume(1, "/var/lib/mediachassis", 64_000_000_000L, 4_000_000_000L));
    }

    private static NetworkInterface.Builder loopback() {
        return NetworkInterface.newBuilder().setNumber(1).setKernelIndex(1).setName("lo").setType(24).setMtu(65_536)
                .setAdminUp(true).setOper(NetworkInterface.Oper.UP).setInOctets(900).setOutOctets(900);
    }

    /** A port whose counters tell it from every other. */
    public static NetworkInterface.Builder port(int number, String name, int board) {
        long base = board * 10_000_000_000L + number * 1_000_000L;
        return NetworkInterface.newBuilder().setNumber(number).setKernelIndex(number).setName(name).setType(6)
                .setMtu(9000).setSpeedBps(25_000_000_000L)
                .setMac(ByteString.copyFrom(new byte[] {2, 0, 0, 0, (byte) board, (byte) number}))
                .setAdminUp(true).setOper(NetworkInterface.Oper.UP).setConnector(true)
                .setInOctets(base).setInUnicast(base / 1000).setInMulticast(base / 10_000).setInErrors(1)
                .setInDiscards(2).setOutOctets(base * 4).setOutUnicast(base / 250).setOutErrors(3).setOutDiscards(4);
    }

    private static StorageVolume.Builder volume(int number, String folder, long total, long used) {
        return StorageVolume.newBuilder().setNumber(number).setFolder(folder).setTotalBytes(total).setUsedBytes(used);
    }
}
