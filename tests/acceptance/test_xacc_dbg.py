import pytest
from sandbox.world import Upload
from tests.acceptance import editing
from tests.acceptance.stage import *
from tests.acceptance.test_masks import *
async def test_big(tmp_path):
    async with open_studio(tmp_path) as studio:
        place, ada = studio.channel(), studio.person()
        content = editing.saved(editing.textured(2600, 2000), "JPEG", quality=60)
        print("bytes", len(content))
        keep, prompt = editing.stencil((260, 200), (40, 40, 120, 120)), words("a kite")
        preview = await editing.previewed(studio, place, ada, prompt=prompt, image1=Upload("a.jpg", content), mask=mask_file(keep))
        await ada.click(preview, button(preview, "make"))
        await asyncio.sleep(12)
        print([ (m.content, [ (a.filename,len(a.data)) for a in m.attachments], m.custom_ids) for m in studio.messages(place)])
        print(studio.jobs_of(prompt))
        for s in studio.submissions(prompt): print(s)
        for r in studio.world.requests[-15:]: print(r.method, r.path, r.status, [f.size_bytes for f in r.files], r.duration_seconds)
        print(studio.log[-3000:])
async def test_off(tmp_path):
    async with open_studio(tmp_path) as studio:
        place, ada = studio.channel(), studio.person()
        content = editing.saved(editing.textured(*ODD))
        keep, prompt = editing.stencil(ODD, BOX), words("a kite")
        options = {"image1": Upload("first.png", content), "mask": mask_file(keep)}
        preview = await editing.previewed(studio, place, ada, prompt=prompt, **options)
        for _ in range(3):
            action = await ada.click(preview, button(preview, "exact"))
            preview = await editing.shown(action, instead_of=preview)
        submission, message = await agreed(studio, place, ada, preview, prompt)
        print(submission, [ (a.filename,len(a.data), a.width, a.height) for a in message.attachments], message.content)
        print(editing.rows(studio, "select options, sources from job"))
