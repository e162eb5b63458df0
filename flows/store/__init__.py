"""The store of flows, of blocks and of their versions, and the database that it and the other stores share."""

from flows.store.blocks import BlockStore as BlockStore
from flows.store.blocks import Use as Use
from flows.store.database import Database as Database
from flows.store.drafts import Draft as Draft
from flows.store.errors import DraftExists as DraftExists
from flows.store.errors import FlowExists as FlowExists
from flows.store.errors import FlowLocked as FlowLocked
from flows.store.errors import FlowMoved as FlowMoved
from flows.store.flows import Deployment as Deployment
from flows.store.flows import FlowStore as FlowStore
from flows.store.scope import DEFAULT_TENANT as DEFAULT_TENANT
from flows.store.scope import Scope as Scope
from flows.store.scope import unrecorded as unrecorded
from flows.store.tables import BlockVersion as BlockVersion
from flows.store.tables import Flow as Flow
from flows.store.tables import FlowDraft as FlowDraft
from flows.store.tables import FlowVersion as FlowVersion
from flows.store.tables import Tenant as Tenant
