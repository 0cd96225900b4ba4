/** The registry's rows in etcd, for many stations and several head-ends. */
@NullMarked
package io.mediachassis.controller.headend.registry.store.etcd;

import org.jspecify.annotations.NullMarked;
