package io.mediachassis.blade.ts;

/**
 * The numbers that tell a stream's service from all others of its network (EN 300 468 section 3.1), beside the network's
 * own.
 *
 * @param transportStreamId 0 to 65535
 * @param serviceId program number of its one service, 1 to 65535
 */
public record ServiceIdentity(int transportStreamId, int serviceId) {
    public ServiceIdentity {
        if (transportStreamId < 0 || transportStreamId > 0xffff || serviceId < 1 || serviceId > 0xffff) {
            throw new IllegalArgumentException("transport stream " + transportStreamId + " and service " + serviceId
                    + " can't be: both have 16 bits, and a service is not 0");
        }
    }
}
