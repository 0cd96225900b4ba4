package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.engine.StreamRoom;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.playout.Destination;
import io.mediachassis.blade.playout.PlayoutProxy;
import java.util.function.LongSupplier;

/**
 * What onward streams are sent with.
 *
 * @param room for streams to recipients, and for those to groups
 * @param groupSource address that groups are sent from, big-endian
 * @param leadNs how far ahead of its time the playout sends
 * @param ids of streams, unique among the playout's
 */
public record Sending(
        PlayoutProxy playout, StreamRoom room, StreamRoom groupRoom, int groupSource, long leadNs, LongSupplier ids,
        Counts<DistributionCounter> counts) {

    StreamRoom room(OnwardTarget target) {
        return target.multicast() ? groupRoom : room;
    }

    Destination destination(OnwardTarget target) {
        Ipv4Endpoint to = target.endpoint();
        Ipv4Endpoint reports = new Ipv4Endpoint(to.address(), Math.min(65_535, to.port() + 1));
        if (target.multicast()) {
            return new Destination.Multicast(to, reports, groupSource, target.rtp());
        }
        // From this blade's own address.
        return target.rtp() ? new Destination.RtpUdp(to, reports, 0) : new Destination.PlainUdp(to, reports, 0);
    }
}
