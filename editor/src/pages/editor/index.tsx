export default function Editor({ id }: { id: string }) {
  return <div className="page">{id}</div>;
}
